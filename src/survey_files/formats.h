#pragma once
// What every format offers to read.cc and write.cc. Pure; one file or parsed JSON in, the draft's `Moved` out.
#include "survey_files/draft.h"

namespace peakend::survey_files {

/// How sure, 0..100, that this is the format's survey (or responses) JSON.
bool is_surveyjs(const survey::Value&);
bool is_surveyjs_results(const survey::Value&);
bool is_qsf(const survey::Value&);
bool is_formbricks(const survey::Value&);
bool is_formbricks_responses(const survey::Value&);

/// `responses`: null, or a list of results.
Result<void> read_surveyjs(const survey::Value& survey, const survey::Value& responses, const ReadOptions&, Moved& out);
/// `rows`: the CSV with its header rows as data; nullptr: none.
Result<void> read_qsf(const survey::Value& survey, const table::Table* rows, const ReadOptions&, Moved& out);
Result<void> read_formbricks(const survey::Value& survey, const survey::Value& responses, const ReadOptions&, Moved& out);
/// `responses`: the .lsr of an archive, "" when there is none.
Result<void> read_limesurvey(std::string_view lss, std::string_view responses, const ReadOptions&, Moved& out);
/// A table on its own: columns become questions by what is in them.
Result<void> read_table(const table::Table&, std::string_view name, const ReadOptions&, Moved& out);

/// Has the CSV the header rows of Qualtrics? 0: no, else how many (2 legacy, 3).
int qualtrics_header_rows(const table::Table& rows);
/// A Qualtrics CSV without its QSF, as a table that read_table understands.
table::Table qualtrics_table(const table::Table& rows);

/// The foreign form of our canonical document, with marks that let the importer see one question in each.
survey::Value surveyjs_of(const survey::Value& document);
survey::Value qsf_of(const survey::Value& document);
/// Where `surveyjs_of` and `qsf_of` put what their format does not know: members by place. A place is "" (survey),
/// "pages/<i>" or "pages/<i>/<j>".
void surveyjs_carry(survey::Value& foreign, const std::string& place, survey::Value members);
void qsf_carry(survey::Value& foreign, const std::string& place, survey::Value members);

/// Words of a text of our document in a language, else in the first of `languages`.
std::string_view say(const survey::Value* words, std::string_view lang, const survey::Value& document);
/// A rule as a condition of SurveyJS; nullopt when it has no words for it.
std::optional<std::string> surveyjs_expression(const survey::Value& rule);
/// Is this one of the kinds that other programs do not have?
bool own_kind(std::string_view kind);

/// A scalar as text: 5 -> "5", true -> "true".
std::string text_of(const survey::Value&);
std::string text_of(const survey::Value* v);
const survey::List& list_of(const survey::Value* v);  ///< empty when it is none

}  // namespace peakend::survey_files
