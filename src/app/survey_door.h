#pragma once
// What invitations need of surveys: a face for the message and a signed link.
#include "app/stores.h"
#include "delivery/letter.h"

namespace peakend::app {

/// `stores` and `clock` must outlive it.
delivery::SurveyDoor survey_door(Stores& stores, const Clock& clock);

}  // namespace peakend::app
