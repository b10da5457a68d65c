#pragma once
// Codecs of what is kept as text in records and shown by the routes.
#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "delivery/delivery.h"
#include "engine/estimate.h"
#include "message/message.h"

namespace peakend::delivery {

std::string to_json(const Properties&);
Properties properties_from(std::string_view);

boost::json::object json_of(const Attention&);
std::string to_json(const Attention&);
/// Strict: unknown members and values out of bounds are field errors.
Result<Attention> read_attention(std::string_view body);
Attention stored_attention(std::string_view text, int version);

/// With secrets, for records; without, for answers.
std::string stored_json(const channel::Settings&);
boost::json::object json_of(const channel::Settings&);
/// `detail` in words when it was not taken.
boost::json::object json_of(const LastMessage&, message::Lang);
channel::Settings stored_settings(channel::Kind, std::string_view text);
/// `before`: the stored settings, whose secret stays when the body has none.
Result<channel::Settings> read_settings(channel::Kind, std::string_view body, const channel::Settings* before);

/// The words of a reason in a language.
std::string reason_words(Reason, message::Lang);
boost::json::object json_of(const Invitation&);
boost::json::object json_of(const MessageLog&);
boost::json::object json_of(const Refusal&, message::Lang);
boost::json::object json_of(const Preference&);
/// Quiet hours {"from","to"}; faults below `at`.
Quiet read_quiet(const boost::json::value&, const std::string& at, std::vector<FieldError>&);

}  // namespace peakend::delivery
