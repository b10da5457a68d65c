#pragma once
// What employees answered, for the page that sets them beside their customers.
#include "app/stores.h"
#include "insight/insight.h"

namespace peakend::app {

/// `stores` must outlive it. Reads the newest collect::kMaxRead complete responses.
insight::StaffOf staff_of(Stores& stores);

}  // namespace peakend::app
