# SPDX-License-Identifier: GPL-3.0-or-later
# LibTorch from the torch wheel (LIBTORCH=<site-packages>/torch) or from an unpacked LibTorch (LIBTORCH=<folder>).
# TorchConfig.cmake is not used: on CUDA wheels it asks for a CUDA toolkit that nothing here needs to build.
# Gives the imported target rw_torch (torch_cpu and c10; libtorch_cuda is opened at run time).

set(LIBTORCH "$ENV{LIBTORCH}" CACHE PATH "Folder with include/ and lib/ of LibTorch")
find_path(LibTorch_INCLUDE_DIR ATen/ATen.h PATHS ${LIBTORCH}/include NO_DEFAULT_PATH)
find_library(LibTorch_CPU_LIBRARY torch_cpu PATHS ${LIBTORCH}/lib NO_DEFAULT_PATH)
find_library(LibTorch_C10_LIBRARY c10 PATHS ${LIBTORCH}/lib NO_DEFAULT_PATH)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibTorch
    REQUIRED_VARS LibTorch_INCLUDE_DIR LibTorch_CPU_LIBRARY LibTorch_C10_LIBRARY
    REASON_FAILURE_MESSAGE "set LIBTORCH to the torch folder of a torch wheel, or run ./rw build, which does it")

if(LibTorch_FOUND AND NOT TARGET rw_torch)
    get_filename_component(LibTorch_LIBRARY_DIR ${LibTorch_CPU_LIBRARY} DIRECTORY)
    add_library(rw_torch INTERFACE IMPORTED)
    target_include_directories(rw_torch SYSTEM INTERFACE ${LibTorch_INCLUDE_DIR})
    # The OpenMP library that torch_cpu itself uses: with the system's there would be two pools of threads.
    file(GLOB LibTorch_OPENMP_LIBRARY ${LibTorch_LIBRARY_DIR}/libgomp*.so*)
    if(NOT LibTorch_OPENMP_LIBRARY)
        set(LibTorch_OPENMP_LIBRARY gomp)
    endif()
    target_link_libraries(rw_torch INTERFACE ${LibTorch_CPU_LIBRARY} ${LibTorch_C10_LIBRARY} ${LibTorch_OPENMP_LIBRARY})
    # The wheel's libraries find their own dependencies by RUNPATH, which the linker does not follow.
    target_link_options(rw_torch INTERFACE LINKER:--allow-shlib-undefined)
endif()
