# `cmake --install`, the Debian package (cpack -G DEB), the archive of a release (cpack -G TGZ) and
# what a Python wheel takes. Nothing here takes part in a build: pages are written when installed.

include(GNUInstallDirs)

# The licences of what is linked statically ask to be handed on. Debian keeps them with the packages.
set(copyright ${CMAKE_BINARY_DIR}/pages/copyright)
file(READ ${CMAKE_SOURCE_DIR}/LICENSE text)
foreach(package libcli11-dev libfmt-dev libre2-dev libtomlplusplus-dev libyaml-cpp-dev nlohmann-json3-dev)
  if(EXISTS /usr/share/doc/${package}/copyright)
    file(READ /usr/share/doc/${package}/copyright notice)
    string(APPEND text "\n---- In the binary: ${package}, whose notice follows ----\n\n${notice}")
  endif()
endforeach()
file(WRITE ${copyright} "${text}")

if(SKBUILD)  # a wheel: the binary, where pip puts commands
  install(TARGETS advisor RUNTIME DESTINATION ${SKBUILD_SCRIPTS_DIR} COMPONENT program)
  install(FILES ${copyright} DESTINATION ${SKBUILD_METADATA_DIR}/licenses COMPONENT program)
  return()
endif()

install(TARGETS advisor RUNTIME COMPONENT program)
install(FILES ${copyright} DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)

# The installed program describes itself, so man page and completions cannot differ from its help.
find_program(ADVISOR_GZIP gzip REQUIRED)
install(CODE "
  set(pages \"${CMAKE_BINARY_DIR}/pages\")
  set(program \"$<TARGET_FILE:advisor>\")
  foreach(shell bash zsh fish)
    execute_process(COMMAND \${program} completions \${shell}
      OUTPUT_FILE \${pages}/advisor.\${shell} COMMAND_ERROR_IS_FATAL ANY)
  endforeach()
  execute_process(COMMAND \${program} man-page COMMAND \"${ADVISOR_GZIP}\" -9n
    OUTPUT_FILE \${pages}/advisor.1.gz COMMAND_ERROR_IS_FATAL ANY)
" COMPONENT documentation)
foreach(page
    "advisor.1.gz|${CMAKE_INSTALL_MANDIR}/man1|advisor.1.gz"
    "advisor.bash|${CMAKE_INSTALL_DATADIR}/bash-completion/completions|advisor"
    "advisor.zsh|${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions|_advisor"
    "advisor.fish|${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d|advisor.fish")
  string(REPLACE "|" ";" page "${page}")
  list(GET page 0 file)
  list(GET page 1 folder)
  list(GET page 2 name)
  install(FILES ${CMAKE_BINARY_DIR}/pages/${file} DESTINATION ${folder} RENAME ${name}
    COMPONENT documentation)
endforeach()
file(GLOB documents CONFIGURE_DEPENDS README*.md CHANGELOG.md)
install(FILES ${documents} DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT documentation)
file(GLOB schema_files CONFIGURE_DEPENDS docs/*.schema.json)
install(FILES ${schema_files} DESTINATION ${CMAKE_INSTALL_DATADIR}/${PROJECT_NAME}
  COMPONENT documentation)

if(CMAKE_SYSTEM_PROCESSOR STREQUAL "aarch64")
  set(architecture arm64)
else()
  set(architecture ${CMAKE_SYSTEM_PROCESSOR})
endif()
set(CPACK_GENERATOR TGZ)
set(CPACK_PACKAGE_NAME ${PROJECT_NAME})
set(CPACK_PACKAGE_FILE_NAME advisor-${PROJECT_VERSION}-linux-${architecture})
set(CPACK_PACKAGE_CONTACT "sre-advisor maintainers <maintainers@sre-advisor.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "checks AWS deploy configurations against rules from postmortems")
set(CPACK_STRIP_FILES ON)
set(CPACK_MONOLITHIC_INSTALL ON)
set(CPACK_THREADS 0)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Loaded when a Jsonnet file is met (parsers/jsonnet_library.cc), so no tool can see it.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "libjsonnet0")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "git")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"advisor reads the deploy configuration in a repository (ecspresso, lambroll,
CloudFormation and SAM, Terraform plans) as it is in git, and judges it by
rules that incidents taught. It needs no AWS account and no network, unless
it is asked to scan an account.")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
include(CPack)
