# Copies the headers of the library to include/paxoscope/. Within the project they are named from its root ("checker/model.hpp");
# installed they are under paxoscope/, where no other project has any, so what they include is named from there too.
#
# Wants SOURCE_DIR.
set(destination "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}/include/paxoscope")
foreach(folder checker model invariants traces)
  file(GLOB_RECURSE headers RELATIVE "${SOURCE_DIR}" "${SOURCE_DIR}/${folder}/*.hpp")
  foreach(header ${headers})
    file(READ "${SOURCE_DIR}/${header}" text)
    string(REGEX REPLACE "#include \"(checker|model|invariants|traces)/" "#include \"paxoscope/\\1/" text "${text}")
    file(WRITE "${destination}/${header}" "${text}")
    message(STATUS "Installing: ${destination}/${header}")
  endforeach()
endforeach()
