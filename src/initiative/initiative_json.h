#pragma once
#include <boost/json.hpp>

#include "initiative/initiative.h"
#include "message/body_json.h"

namespace peakend::initiative {

boost::json::object json_of(const Plan&);
std::string to_json(const Plan&);
/// The members of a plan that are there replace those of `plan`; the caller calls done().
void read_plan(message::BodyFields&, Plan&);
Result<Plan> stored_plan(std::string_view);

}  // namespace peakend::initiative
