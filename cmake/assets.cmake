# Embeds files (console, OpenAPI, templates, certificates of nothing) into the binary: pk_assets offers
# peakend::assets::find(path). Each file is stored as it is and gzip-compressed once at build time.
file(GLOB_RECURSE asset_files CONFIGURE_DEPENDS
  "${CMAKE_SOURCE_DIR}/web/console/dist/*" "${CMAKE_SOURCE_DIR}/web/respond/dist/*" "${CMAKE_SOURCE_DIR}/api/*.yaml" "${CMAKE_SOURCE_DIR}/src/journey/templates/*.json" "${CMAKE_SOURCE_DIR}/src/demo/*.json"
  "${CMAKE_SOURCE_DIR}/examples/surveys/*.json" "${CMAKE_SOURCE_DIR}/web/respond/dist/*")
set(asset_dir "${CMAKE_BINARY_DIR}/generated/assets")
set(asset_list "${CMAKE_BINARY_DIR}/generated/assets.list")
list(JOIN asset_files "\n" asset_text)
file(GENERATE OUTPUT "${asset_list}" CONTENT "${asset_text}\n")
add_custom_command(OUTPUT "${asset_dir}/assets.S" "${asset_dir}/assets_table.cc"
  COMMAND python3 "${CMAKE_SOURCE_DIR}/tools/embed.py" "${CMAKE_SOURCE_DIR}" "${asset_list}" "${asset_dir}"
  DEPENDS ${asset_files} "${asset_list}" "${CMAKE_SOURCE_DIR}/tools/embed.py" VERBATIM)
add_library(pk_assets OBJECT "${asset_dir}/assets.S" "${asset_dir}/assets_table.cc")
