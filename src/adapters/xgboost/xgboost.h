#pragma once
// Boosting by the C interface of XGBoost 1.7. No exception and no handle leaves this folder.
#include <memory>

#include "engine/boosting.h"

namespace peakend::adapters {

std::unique_ptr<engine::Boosting> make_xgboost();

}  // namespace peakend::adapters
