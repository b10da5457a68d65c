#pragma once
// What the routes about silence share.
#include <memory>

#include "insight/answer.h"
#include "insight/silence_model.h"
#include "insight/worth.h"

namespace peakend::insight {

/// Thread-safe.
struct SilenceDesk {
  std::shared_ptr<const Sources> sources;
  std::shared_ptr<Aggregates> aggregates;
  CustomerValues values;
  Silences silences;
  std::shared_ptr<SilenceModels> models;
  std::shared_ptr<Worths> worths;

  struct Asked {
    Caller caller;
    const journey::Journey* journey = nullptr;
    std::int64_t seq = 0;
    std::shared_ptr<const Silence> silence;
    Query query;  ///< without the journey
  };
  /// The journey of the path, span and filters of the query string.
  Result<Asked> ask(const message::Request& request) {
    Asked out;
    out.caller = caller_of(*sources, request);
    PK_TRY(out.journey, journey_of(out.caller, request.params.find("key")->second));
    PK_TRY(Query query, parse_query(request, out.caller.when));
    std::erase_if(query.where, [](const facts::Filter& f) { return f.on.field == facts::Field::journey; });
    PK_TRY(out.seq, sources->facts->watermark());
    PK_TRY(out.silence, silences.get(*sources, *aggregates, values, out.caller, *out.journey, query));
    out.query = std::move(query);
    return out;
  }
};
void add_iceberg_routes(message::Router&, std::shared_ptr<SilenceDesk>);
void add_silence_audit_routes(message::Router&, std::shared_ptr<SilenceDesk>);

}  // namespace peakend::insight
