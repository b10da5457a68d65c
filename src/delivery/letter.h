#pragma once
// Texts of messages: templates with values filled in as plain text, e-mail with the first question as links. Pure;
// thread-safe. Values never act: not as markup, not as templates, not as header lines.
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "delivery/delivery.h"

namespace peakend::delivery {

/// A question that can be answered with one click.
struct FirstQuestion {
  std::string key, text, low, high;
  std::vector<std::pair<std::string, std::string>> points;  ///< value as in an answer, label; 2 to 11
};
/// A survey as messages need it.
struct Face {
  std::string title;
  std::string lang;     ///< of the texts here
  int version = 0;
  bool open = true;     ///< it can be answered now
  std::optional<FirstQuestion> first;
};
struct LinkWish {
  std::string survey;
  int version = 0;
  std::string customer;  ///< external id
  std::string channel, journey, touchpoint, episode, lang, invitation;
  Instant event_at, expires;
  double weight = 1;
};
struct Link {
  std::string id;    ///< by which collect tells about its visitors
  std::string path;  ///< "/r/…"
};
/// What surveys offer; handed in by the app. A survey that does not exist or is closed: Face::open false, or an error.
struct SurveyDoor {
  std::function<Result<Face>(WorkspaceNo, const std::string& survey, int version, const std::string& lang)> face;
  std::function<Result<Link>(WorkspaceNo, const LinkWish&)> link;
};

struct LetterInput {
  const Invitation& invitation;
  const Contact& contact;
  const Attention& attention;
  const Face& face;
  const std::map<std::string, Texts>& texts;  ///< by language
  std::string url;          ///< of the survey, absolute
  std::string preferences;  ///< of the preference centre, absolute
};
/// The message but for its id, address and workspace. `lang` of the invitation decides the words around; a language without own
/// texts takes a related one (zh-HK -> zh-TW, en-GB -> en), then the built-in words.
channel::Message compose(const LetterInput&);

/// Replaces {{name}} by what `value` gives; unknown names become nothing. A value that looks like a template stays as it is.
std::string fill(std::string_view text, const std::function<std::string(std::string_view)>& value);
/// & < > " ' as entities.
std::string escape_html(std::string_view);
/// "zh-CN", "zh-TW" or "en" for any tag.
std::string_view base_language(std::string_view tag);
/// Every byte but letters, digits and -._~ as %XX.
std::string percent_encode(std::string_view);

}  // namespace peakend::delivery
