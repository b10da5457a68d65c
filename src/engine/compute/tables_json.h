#pragma once
// The tables of compute functions, one an area; compute_json.cc joins them.
#include <span>

#include "engine/compute/reader_json.h"

namespace peakend::engine {

std::span<const Function> law_functions();
std::span<const Function> number_functions();   ///< intervals, NPS, comparisons, anomalies, privacy
std::span<const Function> insight_functions();  ///< memory, brand, equity, drivers
std::span<const Function> model_functions();    ///< weighting, regression, buying, recall, recovery: what is fitted to own data
std::span<const Function> action_functions();   ///< silence, sampling, proof, loop

}  // namespace peakend::engine
