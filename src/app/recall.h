#pragma once
// What surveys ask people to recall, for the page about memory.
#include "app/stores.h"
#include "insight/insight.h"

namespace peakend::app {

/// `stores` must outlive it. Reads complete responses of published surveys that have a recall question, not those of employees.
insight::RecallOf recall_of(Stores& stores);

}  // namespace peakend::app
