#include "src/aws/json.h"

#include <limits>
#include <nlohmann/json.hpp>

namespace advisor::aws {
namespace {

using Json = nlohmann::ordered_json;

// Builds the Value; stops at the limits.
class Builder : public nlohmann::json_sax<Json> {
 public:
  explicit Builder(const JsonLimits& limits) : limits_(limits) {}

  bool null() override { return add(Value()); }
  bool boolean(bool value) override { return add(Value::boolean(value)); }
  bool number_integer(number_integer_t value) override { return add(Value::integer(value)); }
  bool number_unsigned(number_unsigned_t value) override {
    const bool fits =
        value <= static_cast<number_unsigned_t>(std::numeric_limits<std::int64_t>::max());
    return add(fits ? Value::integer(static_cast<std::int64_t>(value))
                    : Value::number(static_cast<double>(value)));
  }
  bool number_float(number_float_t value, const string_t&) override {
    return add(Value::number(value));
  }
  bool string(string_t& value) override { return add(Value::string(std::move(value))); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Value::map()); }
  bool start_array(std::size_t) override { return open(Value::list()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& value) override {
    keys_.back() = std::move(value);
    return true;
  }
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception&) override {
    error_ = "it is no JSON (byte " + std::to_string(position) + ")";
    return false;
  }

  Value take() { return std::move(root_); }
  const std::string& error() const { return error_; }

 private:
  // Members are appended without a look at earlier ones: a key that comes twice stays twice and the
  // first counts, which costs no square time.
  bool add(Value value) {
    if (++nodes_ > limits_.nodes) {
      error_ = "its JSON has more than " + std::to_string(limits_.nodes) + " values";
      return false;
    }
    if (open_.empty())
      root_ = std::move(value);
    else if (List* list = open_.back().as_list())
      list->push_back(std::move(value));
    else
      open_.back().as_map()->push_back({std::move(keys_.back()), {}, std::move(value)});
    return true;
  }

  bool open(Value value) {
    if (open_.size() >= static_cast<std::size_t>(limits_.depth)) {
      error_ = "its JSON is nested deeper than " + std::to_string(limits_.depth) + " levels";
      return false;
    }
    open_.push_back(std::move(value));
    keys_.emplace_back();
    return true;
  }

  bool close() {
    Value done = std::move(open_.back());
    open_.pop_back();
    keys_.pop_back();
    return add(std::move(done));
  }

  JsonLimits limits_;
  std::size_t nodes_ = 0;
  std::vector<Value> open_;
  std::vector<std::string> keys_;  // one for each of open_
  Value root_;
  std::string error_;
};

Json to_json(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::kBool:
      return *value.as_bool();
    case Value::Kind::kInt:
      return *value.as_int();
    case Value::Kind::kDouble:
      return *value.as_double();
    case Value::Kind::kString:
      return *value.as_string();
    case Value::Kind::kList: {
      Json out = Json::array();
      for (const Value& element : *value.as_list())
        out.push_back(to_json(element));
      return out;
    }
    case Value::Kind::kMap: {
      Json out = Json::object();
      for (const Member& member : *value.as_map())
        out[member.key] = to_json(member.value);
      return out;
    }
    default:
      return nullptr;
  }
}

}  // namespace

Result<Value> read_json(std::string_view text, const JsonLimits& limits) {
  Builder builder(limits);
  if (!Json::sax_parse(text, &builder))
    return Error{builder.error()};
  return builder.take();
}

std::string write_json(const Value& value) {
  return to_json(value).dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace advisor::aws
