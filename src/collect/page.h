#pragma once
// The respondent's page: what a survey needs of web/respond, inlined around the visit. Nothing else is loaded, so the policy allows
// exactly the script and the style sheet inside. Thread-safe; what is the same for all respondents is built and compressed once.
#include <string>
#include <string_view>
#include <vector>

#include "message/message.h"
#include "survey/survey.h"

namespace peakend::collect {

struct PageInput {
  std::string_view visit;                   ///< JSON of GET /v1/respond/{token}; '<' written as \u003c
  std::string_view lang, title;
  const survey::Survey* survey = nullptr;   ///< null: not open
  bool test = false;
};
/// Names of the chunks (web/respond/dist) beyond the core that a visit needs, sorted. `request`: ?kiosk=1, ?embed=, ?print=1, ?answer.<q>=.
std::vector<std::string> page_parts(const PageInput&, const message::Request& request);
/// 200 with the page, gzip when the browser takes it; 404 no_such_route when the binary was built without the page.
message::Response respond_page(const PageInput&, const message::Request& request);

/// GET /w.js: the script that companies put into their own pages.
void add_widget_route(message::Router&);

}  // namespace peakend::collect
