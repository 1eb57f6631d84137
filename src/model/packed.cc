#include "src/model/packed.h"

#include <bit>
#include <cassert>

// Layout of a value: kind byte, span begin, span length, payload. All integers are LEB128
// (int values zigzag-coded), strings are length and bytes, doubles are 8 bytes of their bit
// pattern, collections are a count and their elements.

namespace advisor {
namespace {

constexpr int kMaxDepth = 200;

void put(std::string& out, std::uint64_t value) {
  while (value >= 0x80) {
    out.push_back(static_cast<char>((value & 0x7F) | 0x80));
    value >>= 7U;
  }
  out.push_back(static_cast<char>(value));
}

void put_text(std::string& out, std::string_view text) {
  put(out, text.size());
  out += text;
}

void put_span(std::string& out, Span span) {
  put(out, span.begin);
  put(out, span.end - span.begin);
}

void put_value(std::string& out, const Value& value) {
  out.push_back(static_cast<char>(value.kind()));
  put_span(out, value.span());
  switch (value.kind()) {
    case Value::Kind::kNull:
      break;
    case Value::Kind::kBool:
      put(out, *value.as_bool() ? 1 : 0);
      break;
    case Value::Kind::kInt: {
      const auto bits = static_cast<std::uint64_t>(*value.as_int());
      put(out, (bits << 1U) ^ (*value.as_int() < 0 ? ~std::uint64_t{0} : 0));
      break;
    }
    case Value::Kind::kDouble: {
      const auto bits = std::bit_cast<std::uint64_t>(*value.as_double());
      for (unsigned shift = 0; shift < 64; shift += 8)
        out.push_back(static_cast<char>((bits >> shift) & 0xFF));
      break;
    }
    case Value::Kind::kString:
      put_text(out, *value.as_string());
      break;
    case Value::Kind::kList:
      put(out, value.as_list()->size());
      for (const Value& element : *value.as_list())
        put_value(out, element);
      break;
    case Value::Kind::kMap:
      put(out, value.as_map()->size());
      for (const Member& member : *value.as_map()) {
        put_text(out, member.key);
        put_span(out, member.key_span);
        put_value(out, member.value);
      }
      break;
    case Value::Kind::kUnknown:
      assert(false && "unknown values are not packed");
      break;
  }
}

class Unpacker {
 public:
  Unpacker(std::string_view bytes, SourceId source) : bytes_(bytes), source_(source) {}

  bool ok() const { return ok_; }
  bool at_end() const { return bytes_.empty(); }

  Value value(int depth) {
    const auto kind = static_cast<Value::Kind>(byte());
    const Span where = span();
    if (!ok_ || depth > kMaxDepth)
      return fail();
    switch (kind) {
      case Value::Kind::kNull:
        return Value::null(where);
      case Value::Kind::kBool:
        return Value::boolean(number() != 0, where);
      case Value::Kind::kInt: {
        const std::uint64_t coded = number();
        return Value::integer(static_cast<std::int64_t>((coded >> 1U) ^ (~(coded & 1U) + 1U)),
                              where);
      }
      case Value::Kind::kDouble: {
        std::uint64_t bits = 0;
        for (unsigned shift = 0; shift < 64; shift += 8)
          bits |= static_cast<std::uint64_t>(byte()) << shift;
        return Value::number(std::bit_cast<double>(bits), where);
      }
      case Value::Kind::kString:
        return Value::string(text(), where);
      case Value::Kind::kList:
        return Value::list(elements(depth), where);
      case Value::Kind::kMap:
        return Value::map(members(depth), where);
      case Value::Kind::kUnknown:
        break;
    }
    return fail();
  }

 private:
  Value fail() {
    ok_ = false;
    bytes_ = {};
    return {};
  }

  unsigned byte() {
    if (bytes_.empty()) {
      ok_ = false;
      return 0;
    }
    const auto first = static_cast<unsigned char>(bytes_.front());
    bytes_.remove_prefix(1);
    return first;
  }

  std::uint64_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const unsigned next = byte();
      value |= static_cast<std::uint64_t>(next & 0x7FU) << shift;
      if ((next & 0x80U) == 0)
        return value;
    }
    ok_ = false;
    return 0;
  }

  // Every element takes at least one byte, so a count beyond the rest is a lie.
  std::size_t count() {
    const std::uint64_t value = number();
    if (value <= bytes_.size())
      return static_cast<std::size_t>(value);
    ok_ = false;
    return 0;
  }

  std::string text() {
    const std::size_t size = count();
    std::string out(bytes_.substr(0, size));
    bytes_.remove_prefix(size);
    return out;
  }

  Span span() {
    const auto begin = static_cast<std::uint32_t>(number());
    const auto length = static_cast<std::uint32_t>(number());
    return {source_, begin, begin + length};
  }

  List elements(int depth) {
    const std::size_t size = count();
    List list;
    list.reserve(size);
    for (std::size_t i = 0; i < size && ok_; ++i)
      list.push_back(value(depth + 1));
    return list;
  }

  Map members(int depth) {
    const std::size_t size = count();
    Map map;
    map.reserve(size);
    for (std::size_t i = 0; i < size && ok_; ++i) {
      Member member;
      member.key = text();
      member.key_span = span();
      member.value = value(depth + 1);
      map.push_back(std::move(member));
    }
    return map;
  }

  std::string_view bytes_;
  SourceId source_;
  bool ok_ = true;
};

}  // namespace

std::string pack(const Value& value) {
  std::string out;
  put_value(out, value);
  return out;
}

std::optional<Value> unpack(std::string_view bytes, SourceId source) {
  Unpacker unpacker(bytes, source);
  Value value = unpacker.value(0);
  if (!unpacker.ok() || !unpacker.at_end())
    return std::nullopt;
  return value;
}

}  // namespace advisor
