# SPDX-License-Identifier: GPL-3.0-or-later
# Every library the programs use, and what for.

find_program(CCACHE ccache)
if(CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

find_package(Qt6 6.4 QUIET COMPONENTS Core Test)
set_package_properties(Qt6 PROPERTIES TYPE REQUIRED PURPOSE "Processes, threads, JSON, the window, tests")
if(RW_UI)
    find_package(Qt6 6.4 QUIET COMPONENTS Widgets PrintSupport Svg SvgWidgets Concurrent LinguistTools)
    find_package(QCustomPlotQt6 QUIET)
    set_package_properties(QCustomPlotQt6 PROPERTIES TYPE REQUIRED PURPOSE "Plots (GPL-3.0-or-later)")
endif()

find_package(Threads REQUIRED)

find_package(simdjson QUIET)
set_package_properties(simdjson PROPERTIES TYPE REQUIRED PURPOSE "Reading JSON and JSON lines (Apache-2.0)")

find_package(SQLite3 QUIET)
set_package_properties(SQLite3 PROPERTIES TYPE REQUIRED PURPOSE "The workspace file (public domain)")

find_package(ZLIB QUIET)
set_package_properties(ZLIB PROPERTIES TYPE REQUIRED PURPOSE "Reading .gz files (zlib licence)")

find_package(PkgConfig QUIET)
if(PkgConfig_FOUND)
    pkg_check_modules(PANGOCAIRO QUIET IMPORTED_TARGET pangocairo>=1.50 cairo-pdf>=1.16)
endif()
if(NOT PANGOCAIRO_FOUND)
    message(FATAL_ERROR "cairo and Pango were not found: reports are laid out on pages with them, for PDF and preview, "
                        "without a window (LGPL-2.1-or-later). On Debian: apt-get install pkg-config libpango1.0-dev")
endif()

find_path(SENTENCEPIECE_INCLUDE_DIR sentencepiece_processor.h)
find_library(SENTENCEPIECE_LIBRARY sentencepiece)
if(NOT SENTENCEPIECE_INCLUDE_DIR OR NOT SENTENCEPIECE_LIBRARY)
    message(FATAL_ERROR "sentencepiece was not found: tokenizer models (.model) are read with it (Apache-2.0). "
                        "On Debian: apt-get install libsentencepiece-dev")
endif()
add_library(rw_sentencepiece INTERFACE IMPORTED)
target_include_directories(rw_sentencepiece SYSTEM INTERFACE ${SENTENCEPIECE_INCLUDE_DIR})
target_link_libraries(rw_sentencepiece INTERFACE ${SENTENCEPIECE_LIBRARY})

if(RW_ENGINE)
    find_package(LibTorch MODULE)
    set_package_properties(LibTorch PROPERTIES TYPE REQUIRED PURPOSE "Tensors and operators of the worker (BSD-3-Clause)")
endif()
