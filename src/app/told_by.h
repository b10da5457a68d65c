#pragma once
// What the page of a customer's own choices shows of what he said: words, how far they are, what changed.
#include "app/stores.h"
#include "delivery/delivery_api.h"

namespace peakend::app {

/// `stores` and `clock` must outlive it.
delivery::ToldBy told_by(Stores& stores, const Clock& clock);

}  // namespace peakend::app
