# paxoscope_embed(TARGET FOLDER NAME file …): puts texts into the program. In FOLDER/embedded.cpp.in, @NAME@ is the text of a file, which is
# named from where the function is called.
function(paxoscope_embed target folder)
  set(files "")
  while(ARGN)
    list(POP_FRONT ARGN name file)
    file(READ ${file} ${name})
    list(APPEND files ${file})
  endwhile()
  configure_file(${folder}/embedded.cpp.in ${folder}/embedded.cpp @ONLY)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${files})
  target_sources(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/${folder}/embedded.cpp)
endfunction()
