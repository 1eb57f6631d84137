#include "src/model/tree.h"

namespace advisor {

void place_all(Value& value, Span span) {
  value.set_span(span);
  if (List* list = value.as_list())
    for (Value& element : *list)
      place_all(element, span);
  if (Map* map = value.as_map())
    for (Member& member : *map) {
      member.key_span = span;
      place_all(member.value, span);
    }
}

std::size_t count_nodes(const Value& value) {
  std::size_t count = 1;
  if (const List* list = value.as_list())
    for (const Value& element : *list)
      count += count_nodes(element);
  if (const Map* map = value.as_map())
    for (const Member& member : *map)
      count += count_nodes(member.value);
  return count;
}

}  // namespace advisor
