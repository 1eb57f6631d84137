#pragma once

#include "parsers/sam_expansion.h"

namespace advisor::sam {

// What the three kinds of API become: AWS::Serverless::Api, HttpApi and WebSocketApi.
void expand_rest_api(Expansion& expansion, const Member& resource, const Value& properties);
void expand_http_api(Expansion& expansion, const Member& resource, const Value& properties);
void expand_web_socket_api(Expansion& expansion, const Member& resource, const Value& properties);

// Once all events are known: the routes of every API, and the APIs that events ask for without
// naming one.
void finish_apis(Expansion& expansion);

inline constexpr std::string_view kImplicitRestApi = "ServerlessRestApi";
inline constexpr std::string_view kImplicitHttpApi = "ServerlessHttpApi";

}  // namespace advisor::sam
