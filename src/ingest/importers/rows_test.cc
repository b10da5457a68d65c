// Readers: formats, encodings, compression; on small texts and on the shared sample data when it is there.
#include <gtest/gtest.h>
#include <iconv.h>
#include <zlib.h>
#include <zstd.h>

#include <filesystem>
#include <map>
#include <set>

#include "ingest/importers/csv.h"
#include "ingest/importers/rows.h"

namespace peakend::importers {
namespace {

using Rows = std::vector<std::vector<std::string>>;

struct Read {
  std::vector<std::string> columns;
  Rows rows;
  std::vector<std::string> problems;  ///< "line:code"
  std::string error, encoding;
  std::int64_t replaced = 0;
};
Read read_all(std::string bytes, ReadOptions options = {}, std::string_view file = "x") {
  Read out;
  auto source = open_rows(memory_blob(std::move(bytes)), file, options);
  if (!source) {
    out.error = source.error().code;
    return out;
  }
  Row row;
  for (;;) {
    auto any = (*source)->next(row);
    if (!any) out.error = any.error().code;
    if (!any || !*any) break;
    if (!row.problem.empty()) {
      out.problems.push_back(std::to_string(row.line) + ":" + std::string(row.problem));
      continue;
    }
    std::vector<std::string> fields;
    for (const auto f : row.fields) fields.push_back(f.data() ? std::string(f) : "<absent>");
    out.rows.push_back(std::move(fields));
  }
  out.columns = (*source)->columns();
  out.encoding = name((*source)->encoding());
  out.replaced = (*source)->replaced();
  return out;
}
ReadOptions as(const char* format) {
  ReadOptions o;
  o.format = format;
  return o;
}

std::string convert(std::string text, const char* to) {
  iconv_t cd = iconv_open(to, "UTF-8");
  std::string out(text.size() * 4 + 16, '\0');
  char *in = text.data(), *at = out.data();
  std::size_t left = text.size(), room = out.size();
  EXPECT_NE(::iconv(cd, &in, &left, &at, &room), static_cast<std::size_t>(-1));
  iconv_close(cd);
  out.resize(out.size() - room);
  return out;
}
std::string deflated(const std::string& text, int window) {
  z_stream z{};
  EXPECT_EQ(deflateInit2(&z, 9, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&z, text.size()) + 32, '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  z.avail_in = static_cast<uInt>(text.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&z, Z_FINISH), Z_STREAM_END);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}
std::string zstd(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}
void put(std::string& s, std::uint32_t v, int bytes) {
  for (int i = 0; i < bytes; ++i) s += static_cast<char>(v >> (8 * i) & 0xFF);
}
struct Member {
  std::string name, text;
};
std::string zip(const std::vector<Member>& members, bool spoil = false) {
  std::string out, directory;
  for (const auto& [name, text] : members) {
    const std::string packed = deflated(text, -15);
    auto crc = static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size())));
    if (spoil) ++crc;
    const auto offset = static_cast<std::uint32_t>(out.size());
    auto common = [&](std::string& s) {
      put(s, 20, 2), put(s, 0, 2), put(s, 8, 2), put(s, 0, 4), put(s, crc, 4);
      put(s, static_cast<std::uint32_t>(packed.size()), 4), put(s, static_cast<std::uint32_t>(text.size()), 4);
      put(s, static_cast<std::uint32_t>(name.size()), 2), put(s, 0, 2);
    };
    out += "PK\x03\x04";
    common(out);
    out += name + packed;
    directory += "PK\x01\x02";
    put(directory, 20, 2);
    common(directory);
    put(directory, 0, 2), put(directory, 0, 2), put(directory, 0, 2), put(directory, 0, 4), put(directory, offset, 4);
    directory += name;
  }
  const auto at = static_cast<std::uint32_t>(out.size());
  out += directory;
  out += "PK\x05\x06";
  put(out, 0, 4), put(out, static_cast<std::uint32_t>(members.size()), 2), put(out, static_cast<std::uint32_t>(members.size()), 2);
  put(out, static_cast<std::uint32_t>(directory.size()), 4), put(out, at, 4), put(out, 0, 2);
  return out;
}

TEST(Csv, QuotesNewlinesAndDoubledQuotes) {
  const auto r = read_all("id,text,n\n1,\"a, \"\"b\"\"\r\nc\",2\r\n\n3,plain,\"\"\n4,x\"y,\"z\"tail\n5,,last");
  EXPECT_EQ(r.columns, (std::vector<std::string>{"id", "text", "n"}));
  EXPECT_EQ(r.rows, (Rows{{"1", "a, \"b\"\r\nc", "2"}, {"3", "plain", ""}, {"4", "x\"y", "ztail"}, {"5", "", "last"}}));
  EXPECT_TRUE(r.problems.empty());
}

TEST(Csv, RaggedRowsAndUnclosedQuotesCostOneLine) {
  const auto r = read_all("a,b\n1,2\n3\n4,5,6\n7,8\n9,\"open\n10,11\n");
  EXPECT_EQ(r.rows, (Rows{{"1", "2"}, {"7", "8"}, {"10", "11"}}));
  EXPECT_EQ(r.problems, (std::vector<std::string>{"3:too_few_fields", "4:too_many_fields", "6:unclosed_quote"}));
}

TEST(Csv, RowOverTheLimitIsReportedAndReadingGoesOn) {
  const auto r = read_all("a,b\n1,\"" + std::string(3 * kMaxRowBytes, 'x') + "\"\n2,3\n");
  EXPECT_EQ(r.problems, (std::vector<std::string>{"2:row_too_large"}));
  EXPECT_EQ(r.rows, (Rows{{"2", "3"}}));
  const auto wide = read_all("a,b\n" + std::string(kMaxColumns + 5, ',') + "\n2,3\n", as("csv"));
  EXPECT_EQ(wide.problems, (std::vector<std::string>{"2:too_many_columns"}));
  EXPECT_EQ(wide.rows, (Rows{{"2", "3"}}));
}

TEST(Csv, LineNumbersCountPhysicalLines) {
  const auto r = read_all("a,b\n\"1\n1\n1\",2\n\nbad\n");
  EXPECT_EQ(r.problems, (std::vector<std::string>{"6:too_few_fields"}));
}

TEST(Csv, SeparatorsHeadersAndHints) {
  EXPECT_EQ(guess_separator("a;b;c\n1,5;2;3\n"), ';');
  EXPECT_EQ(guess_separator("a\tb\n1\t2\n"), '\t');
  EXPECT_EQ(guess_separator("a|b\n\"x,y|z\"|2\n"), '|');
  EXPECT_EQ(guess_separator("just text"), ',');
  EXPECT_EQ(read_all("sep=;\na;b\n1;2\n").rows, (Rows{{"1", "2"}}));
  EXPECT_EQ(read_all(",a,a, b \n1,2,3,4\n").columns, (std::vector<std::string>{"column_1", "a", "a_2", "b"}));
  ReadOptions bare;
  bare.header = false;
  const auto r = read_all("1,2\n3,4\n", bare);
  EXPECT_EQ(r.columns, (std::vector<std::string>{"column_1", "column_2"}));
  EXPECT_EQ(r.rows.size(), 2u);
  ReadOptions skip;
  skip.skip_lines = 2;
  EXPECT_EQ(read_all("title\nsubtitle\na,b\n1,2\n", skip).rows, (Rows{{"1", "2"}}));
  EXPECT_EQ(read_all("a\rb\r", as("csv")).rows, (Rows{{"b"}}));
  EXPECT_EQ(read_all("").error, "file_empty");
  EXPECT_EQ(read_all("a,b\n").rows.size(), 0u);
}

TEST(Csv, AnyCutOfTheInputGivesTheSameRows) {
  // Rows longer than the reading window, quotes at its edges.
  std::string text = "k,v\n";
  for (int i = 0; i < 400; ++i) text += std::to_string(i) + ",\"" + std::string(static_cast<std::size_t>(i * 7 % 5000), 'q') + "\"\"\r\n" + std::to_string(i) + "\"\r\n";
  const auto r = read_all(text, as("csv"));
  ASSERT_EQ(r.rows.size(), 400u);
  for (int i = 0; i < 400; ++i) {
    EXPECT_EQ(r.rows[static_cast<std::size_t>(i)][1], std::string(static_cast<std::size_t>(i * 7 % 5000), 'q') + "\"\r\n" + std::to_string(i));
  }
}

TEST(Encodings, DetectedAndNamed) {
  const std::string zh = "姓名,意见\n张三,送货很快，服务态度非常好\n李四,客服等了半个小时\n";
  const Rows want = {{"张三", "送货很快，服务态度非常好"}, {"李四", "客服等了半个小时"}};
  const std::pair<const char*, const char*> cases[] = {{"UTF-8", "utf-8"}, {"GB18030", "gb18030"}, {"UTF-16LE", "utf-16le"}, {"UTF-16BE", "utf-16be"}};
  for (const auto& [iconv_name, ours] : cases) {
    std::string bytes = convert(zh, iconv_name);
    ReadOptions named;
    named.encoding = ours;
    EXPECT_EQ(read_all(bytes, named).rows, want) << ours;
    if (std::string_view(ours).starts_with("utf-16")) bytes = convert("\xEF\xBB\xBF" + zh, iconv_name);
    const auto r = read_all(bytes);
    EXPECT_EQ(r.rows, want) << ours;
    EXPECT_EQ(r.encoding, ours);
    EXPECT_EQ(r.replaced, 0);
    EXPECT_EQ(r.columns[0], "姓名");
  }
  const std::string west = "name,text\nRené,l’été est là – très cher: 5 €\nJosé,não chegou\n";
  const auto r = read_all(convert(west, "CP1252"));
  EXPECT_EQ(r.encoding, "windows-1252");
  EXPECT_EQ(r.rows[0][1], "l’été est là – très cher: 5 €");
  EXPECT_EQ(read_all("\xEF\xBB\xBF" "a,b\n1,2\n").columns[0], "a");
}

TEST(Encodings, FirstSpecialCharacterMayComeLate) {
  std::string text = "k,v\n";
  for (int i = 0; i < 60'000; ++i) text += std::to_string(i) + ",plain ascii text\n";
  const auto zh = read_all(text + convert("最后,非常满意的一次购物体验\n", "GB18030"), as("csv"));
  EXPECT_EQ(zh.rows.back()[1], "非常满意的一次购物体验");
  EXPECT_EQ(read_all(text + "x,caf\xe9\n", as("csv")).rows.back()[1], "café");
  EXPECT_EQ(read_all(text + "x,café\n", as("csv")).rows.back()[1], "café");
}

TEST(Encodings, BadBytesAreReplacedAndCounted) {
  ReadOptions utf8;
  utf8.encoding = "utf-8";
  const auto r = read_all("a,b\nx\xff,caf\xc3\n", utf8);
  EXPECT_EQ(r.rows, (Rows{{"x\xEF\xBF\xBD", "caf\xEF\xBF\xBD"}}));
  EXPECT_EQ(r.replaced, 2);
  ReadOptions wide;
  wide.encoding = "utf-16le";
  EXPECT_EQ(read_all(std::string("a\0,\0b\0\n\0x\0,\0\x00\xd8y\0\n\0", 18), wide).replaced, 1);
  ReadOptions wrong;
  wrong.encoding = "klingon";
  EXPECT_EQ(read_all("a", wrong).error, "unknown_encoding");
}

TEST(Archives, GzipZstdZip) {
  const std::string text = "a,b\n1,2\n3,4\n";
  const Rows want = {{"1", "2"}, {"3", "4"}};
  EXPECT_EQ(read_all(deflated(text, 31)).rows, want);
  EXPECT_EQ(read_all(deflated("a,b\n1,2\n", 31) + deflated("3,4\n", 31)).rows, want);
  EXPECT_EQ(read_all(deflated(text, 31) + std::string(512, '\0')).rows, want);
  EXPECT_EQ(read_all(zstd(text)).rows, want);
  EXPECT_EQ(read_all(zstd("a,b\n1,2\n") + zstd("3,4\n")).rows, want);
  EXPECT_EQ(read_all(zip({{"dir/", ""}, {"__MACOSX/._x", "?"}, {"dir/x.csv", text}})).rows, want);
}

TEST(Archives, BrokenOrHostileOnesAreErrors) {
  const std::string text(200'000, 'x'), gz = deflated("a,b\n" + text, 31), z = zstd("a,b\n" + text + "y");
  EXPECT_EQ(read_all(gz.substr(0, gz.size() / 2)).error, "archive_broken");
  EXPECT_EQ(read_all(z.substr(0, z.size() - 3)).error, "archive_broken");
  std::string bad = gz;
  bad[20] = static_cast<char>(bad[20] ^ 0x55);
  EXPECT_EQ(read_all(bad).error, "archive_broken");
  EXPECT_EQ(read_all(zip({{"a.csv", "a\n"}, {"b.csv", "b\n"}})).error, "zip_many_members");
  EXPECT_EQ(read_all(zip({{"a.csv", "a,b\n1,2\n"}}, true)).error, "archive_broken");
  EXPECT_EQ(read_all("PK\x03\x04 nothing").error, "archive_broken");
  ReadOptions small = as("csv");
  small.limits = {1'000'000, 1 << 16, 50};
  EXPECT_EQ(read_all(deflated("a,b\n" + std::string(20'000'000, '\n'), 31), small).error, "archive_too_large");
  EXPECT_EQ(read_all(zstd("a,b\n" + std::string(20'000'000, '\n')), small).error, "archive_too_large");
}

TEST(JsonLines, FlattensAndReports) {
  const auto r = read_all("{\"id\":1,\"o\":{\"a\":\"x\",\"b\":{\"c\":2.5}},\"n\":null,\"l\":[1,2],\"t\":true}\n\n[1]\n{\"id\":\"2\",\"z\":\"\"}\n{bad\n");
  EXPECT_EQ(r.columns, (std::vector<std::string>{"id", "o.a", "o.b.c", "l", "t", "z"}));
  EXPECT_EQ(r.rows, (Rows{{"1", "x", "2.5", "[1,2]", "true"}, {"2", "<absent>", "<absent>", "<absent>", "<absent>", ""}}));
  EXPECT_EQ(r.problems, (std::vector<std::string>{"3:bad_json", "5:bad_json"}));
}

TEST(JsonLines, DepthAndLengthAreBounded) {
  std::string deep, tail;
  for (int i = 0; i < 40; ++i) deep += "{\"a\":", tail += "}";
  const auto r = read_all("{\"a\":1}\n" + deep + "1" + tail + "\n{\"a\":\"" + std::string(kMaxRowBytes, 'x') + "\"}\n{\"a\":2}\n");
  EXPECT_EQ(r.problems, (std::vector<std::string>{"2:too_deep", "3:row_too_large"}));
  EXPECT_EQ(r.rows.size(), 2u);
}

TEST(XesReader, EventsWithTraceAndNestedAttributes) {
  const auto r = read_all(R"(<?xml version="1.0"?><log xmlns="http://www.xes-standard.org/">
    <global scope="event"><string key="concept:name" value="UNKNOWN"/><string key="org:resource" value="UNKNOWN"/></global>
    <string key="creator" value="x"/>
    <trace><string key="concept:name" value="c1"/><float key="amount" value="5.5"/>
      <event><string key="concept:name" value="A &amp; B"><string key="meta" value="m"/></string><date key="time:timestamp" value="2026-01-01T00:00:00Z"/></event>
      <event><list key="items"><values><string key="i" value="1"/></values></list></event></trace>
    <trace><event><string key="concept:name" value="C"/></event></trace></log>)");
  EXPECT_EQ(r.error, "");
  EXPECT_EQ(r.columns, (std::vector<std::string>{"case:index", "event:index", "concept:name", "org:resource", "case:concept:name",
                                                 "case:amount", "concept:name/meta", "time:timestamp", "items/i"}));
  ASSERT_EQ(r.rows.size(), 3u);
  EXPECT_EQ(r.rows[0], (std::vector<std::string>{"1", "1", "A & B", "<absent>", "c1", "5.5", "m", "2026-01-01T00:00:00Z"}));
  EXPECT_EQ(r.rows[1].back(), "1");
  EXPECT_EQ(r.rows[2][0], "2");
  EXPECT_EQ(r.rows[2][4], "<absent>");
}

TEST(XesReader, HostileXmlIsRefused) {
  EXPECT_EQ(read_all("<!DOCTYPE log [<!ENTITY a \"aaaa\">]><log>&a;</log>", as("xes")).error, "xml_dtd");
  EXPECT_EQ(read_all("<log><trace><event>", as("xes")).error, "xml_broken");
  std::string deep = "<log>";
  for (int i = 0; i < 200; ++i) deep += "<string key='a' value='b'>";
  EXPECT_EQ(read_all(deep, as("xes")).error, "too_deep");
}

/// The shared sample data beside the project; empty when it is not there.
std::string sample(const std::string& file) {
  const std::string path = std::string(PEAKEND_SOURCE_DIR) + "/../shared/data/" + file;
  return std::filesystem::exists(path) ? path : std::string{};
}
Read read_sample(const std::string& path, ReadOptions options = {}) {
  auto blob = open_file(path);
  EXPECT_TRUE(blob);
  std::string bytes((*blob)->size(), '\0');
  EXPECT_TRUE((*blob)->read_at(0, bytes));
  return read_all(std::move(bytes), options, path);
}

TEST(SampleFiles, RowsAndEncodings) {
  struct Case {
    const char* file;
    std::size_t rows, columns;
    const char* encoding;
    std::size_t problems;
  };
  const Case cases[] = {
      {"olist/olist_orders_dataset.csv.zst", 8135, 8, "utf-8", 0},
      {"olist/olist_order_reviews_dataset.csv.zst", 8225, 7, "utf-8", 0},
      {"nps_telecom/nps_verbatims_2017-12_2018-03.csv", 1482, 5, "windows-1252", 0},
      {"airline_satisfaction/train.csv.zip", 103904, 25, "utf-8", 0},
      {"skytrax/airline_sample.csv.zst", 2162, 20, "utf-8", 0},
      {"skytrax/airport_sample.csv.zst", 1001, 20, "utf-8", 0},
      {"zh_reviews/waimai_10k.csv.zst", 11987, 2, "utf-8", 0},
      {"zh_reviews/online_shopping_9_cats.csv.zst", 52774, 3, "utf-8", 0},
      {"zh_asap/dev_sample.csv", 100, 21, "utf-8", 0},
      {"airline_tweets/Tweets.csv.zst", 14640, 6, "utf-8", 0},
      {"event_logs/receipt.csv.zst", 8577, 15, "utf-8", 0},
      {"event_logs/running-example.csv", 42, 9, "utf-8", 0},
  };
  for (const auto& c : cases) {
    const std::string path = sample(c.file);
    if (path.empty()) GTEST_SKIP() << "the shared sample data is not beside the project";
    const auto r = read_sample(path);
    EXPECT_EQ(r.rows.size(), c.rows) << c.file;
    EXPECT_EQ(r.columns.size(), c.columns) << c.file;
    EXPECT_EQ(r.encoding, c.encoding) << c.file;
    EXPECT_EQ(r.problems.size(), c.problems) << c.file;
    EXPECT_EQ(r.replaced, 0) << c.file;
    EXPECT_EQ(r.error, "") << c.file;
  }
}

TEST(SampleFiles, ACutFileLosesOnlyItsEnd) {
  const std::string path = sample("cfpb/complaints_head1MiB.csv.zst");
  if (path.empty()) GTEST_SKIP() << "the shared sample data is not beside the project";
  const auto r = read_sample(path);
  EXPECT_EQ(r.rows.size(), 2067u);
  EXPECT_GE(r.problems.size(), 1u);
}

TEST(SampleFiles, XesAndItsCsvTwinAgree) {
  const std::string xes = sample("event_logs/running-example.xes"), csv = sample("event_logs/running-example.csv");
  if (xes.empty()) GTEST_SKIP() << "the shared sample data is not beside the project";
  auto names = [](const Read& r, const char* column) {
    std::multiset<std::string> out;
    std::size_t at = 0;
    while (r.columns[at] != column) ++at;
    for (const auto& row : r.rows) out.insert(row[at]);
    return out;
  };
  EXPECT_EQ(names(read_sample(xes), "concept:name"), names(read_sample(csv), "concept:name"));
  EXPECT_EQ(names(read_sample(xes), "case:concept:name"), names(read_sample(csv), "case:concept:name"));
}

}  // namespace
}  // namespace peakend::importers
