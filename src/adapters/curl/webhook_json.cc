#include <boost/json.hpp>

#include "adapters/curl/webhook.h"

namespace peakend::adapters {

std::string webhook_body(const channel::Message& m) {
  return boost::json::serialize(boost::json::object{{"id", m.id}, {"channel", channel::name_of(m.kind)}, {"to", m.to}, {"text", m.text}, {"lang", m.lang},
                                                    {"workspace", m.workspace}, {"survey", m.survey}, {"url", m.url}});
}

}  // namespace peakend::adapters
