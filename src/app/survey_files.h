#pragma once
// Joins moving in and out with the stores and the files of other programs.
#include "app/stores.h"
#include "survey_files/moving.h"

namespace peakend::app {

survey_files::Ports survey_file_ports();
/// Both arguments must outlive what is returned.
survey_files::Stores survey_file_stores(Stores&, const Clock&);

}  // namespace peakend::app
