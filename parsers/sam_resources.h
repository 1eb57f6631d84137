#pragma once

#include "parsers/sam_expansion.h"

namespace advisor::sam {

// What the SAM resources without events of APIs become.
void expand_table(Expansion& expansion, const Member& resource, const Value& properties);
void expand_layer(Expansion& expansion, const Member& resource, const Value& properties);
void expand_application(Expansion& expansion, const Member& resource, const Value& properties);
void expand_state_machine(Expansion& expansion, const Member& resource, const Value& properties);

}  // namespace advisor::sam
