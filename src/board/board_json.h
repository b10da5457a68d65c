#pragma once
// Codec of questions, tiles, views, dashboards, threads: the form of records and of answers.
#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "board/board.h"

namespace peakend::board {

std::string to_json(const Question&);
std::string to_json(const std::vector<Tile>&);
boost::json::object json_of(const Question&);
boost::json::object json_of(const Tile&);

/// Strict readers: wrong types and unknown members become field errors below `at`.
Question read_question(const boost::json::value&, std::string_view at, std::vector<FieldError>&);
std::vector<Tile> read_tiles(const boost::json::value&, std::string_view at, std::vector<FieldError>&);
/// Of stored text; damaged text is ErrorKind::internal.
Result<Question> stored_question(std::string_view json);
Result<std::vector<Tile>> stored_tiles(std::string_view json);

}  // namespace peakend::board
