# SPDX-License-Identifier: GPL-3.0-or-later
# cmake -DROOT=<source folder> -P CheckIncludes.cmake: no file includes what its layer must not know.

set(failures "")

# Every file below `folders` (less those matching EXCEPT) must not have a line that matches FORBID.
function(rw_scan rule)
    cmake_parse_arguments(ARG "" "FORBID;EXCEPT" "FOLDERS" ${ARGN})
    foreach(folder IN LISTS ARG_FOLDERS)
        file(GLOB_RECURSE files ${ROOT}/${folder}/*.h ${ROOT}/${folder}/*.cpp)
        foreach(file IN LISTS files)
            file(RELATIVE_PATH name ${ROOT} ${file})
            if(ARG_EXCEPT AND name MATCHES "${ARG_EXCEPT}")
                continue()
            endif()
            file(STRINGS ${file} hits REGEX "^[ \t]*#[ \t]*include[ \t]*[<\"](${ARG_FORBID})")
            foreach(hit IN LISTS hits)
                list(APPEND failures "${name}: ${hit} (${rule})")
            endforeach()
        endforeach()
    endforeach()
    set(failures ${failures} PARENT_SCOPE)
endfunction()

rw_scan("core knows no window" FOLDERS core FORBID "QWidget|QApplication|QPainter|QtWidgets|QtGui|qcustomplot|ui/|app/")
rw_scan("only the engine knows LibTorch" FOLDERS core ui app tests
    FORBID "torch/|ATen/|c10/" EXCEPT "^(core/engine/|tests/engine/)")
rw_scan("LibTorch and Qt headers do not mix" FOLDERS core/engine FORBID "Q[A-Z]")
rw_scan("only the store opens the database" FOLDERS core ui app FORBID "sqlite3.h" EXCEPT "^core/store/")
rw_scan("the engine and the worker know no database" FOLDERS core/engine app/worker FORBID "core/(store|run|experiment|report)/")
rw_scan("lower layers know no workspace" FOLDERS core/base core/data core/text core/model core/metrics core/protocol core/telemetry
    FORBID "core/(store|run|experiment|report|engine)/")
rw_scan("what decides or measures knows no wall clock" FOLDERS core/run core/store core/protocol core/telemetry app/worker
    FORBID "QDateTime|ctime|time.h" EXCEPT "^core/(run/(runstatus.h|provenance.cpp)|store/(runwriter|notes).cpp|telemetry/telemetry.cpp)$")
rw_scan("the window knows no engine" FOLDERS ui app/workbench app/cli FORBID "core/engine/")
rw_scan("qcustomplot.h stays in ui/plot" FOLDERS ui FORBID "qcustomplot.h" EXCEPT "^ui/plot/(.*\\.cpp|batchblocks\\.h)$")
rw_scan("pages do not include pages" FOLDERS ui/pages FORBID "ui/pages/[a-z]*page.h" EXCEPT "^ui/pages/([a-z]*)page\\.cpp$")

if(failures)
    list(JOIN failures "\n  " text)
    message(FATAL_ERROR "includes that break the layers:\n  ${text}")
endif()
