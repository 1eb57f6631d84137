#pragma once

#include <string_view>

#include "parsers/sam_function.h"

namespace advisor::sam {

// What one event of a function becomes, by its type. Types that are not known are noted.
void add_function_event(Expansion& expansion, const Event& event);

// An event that the function polls for: AWS::Lambda::EventSourceMapping. False if it is no such.
bool add_event_source_mapping(Expansion& expansion, const Event& event);

// Schedule, EventBridgeRule, CloudWatchEvent as AWS::Events::Rule, and ScheduleV2 as
// AWS::Scheduler::Schedule, with that target. `role`: what the target is invoked as, or nullptr.
// False if the event is of another type.
bool add_rule_or_schedule(Expansion& expansion, const Event& event, const Value& target,
                          const Value* role);

// An event of an API: a route, and for functions the permission.
void add_api_event(Expansion& expansion, const Event& event, bool permit);

// Lets what has that ARN send to a queue.
void add_queue_policy(Expansion& expansion, const Event& event, const Value& queue_arn,
                      const Value& queue_url, const Value& principal, const Value& source_arn);

// Who may invoke the function because of the event. Without source ARN if that is null.
Value permission(const Event& event, std::string_view principal, const Value& source_arn);

}  // namespace advisor::sam
