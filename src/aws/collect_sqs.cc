// Amazon SQS.

#include <utility>

#include "src/aws/collector.h"
#include "src/aws/shape.h"
#include "src/aws/url.h"

namespace advisor::aws {
namespace {

constexpr std::string_view kQueue = "AWS::SQS::Queue";

class Sqs final : public Collector {
 public:
  Sqs(Work& work, std::string region) : Collector(work, "sqs", std::move(region)) {}

  // Without MaxResults there is no token, and only the first 1,000 queues.
  void start() override {
    list("ListQueues", map_of({{"MaxResults", Value::integer(1000)}}), {kQueue},
         [this](Value& answer) {
           for (const std::string& url : texts_at(answer, "QueueUrls"))
             read_queue(url);
         });
  }

 private:
  void read_queue(const std::string& url) {
    list("GetQueueAttributes",
         map_of({{"QueueUrl", text(url)}, {"AttributeNames", texts({"All"})}}), {kQueue},
         [this, url](Value& answer) {
           if (const Value* attributes = answer.find("Attributes"))
             add_queue(*attributes, url);
         });
  }

  void add_queue(Value raw, const std::string& url) {
    const std::string name = last_part(url);
    std::string id = text_at(raw, "QueueArn");
    if (id.empty())
      id = arn("sqs", name);
    raw.set("QueueName", text(name));
    raw.set("Tags", not_read());
    add({kQueue, id, name, {name, url}, console("sqs/v3/home", "/queues/" + percent_encode(url))},
        std::move(raw));
  }
};

}  // namespace

ServiceCollectors sqs_service() {
  return {{kQueue}, {{"sqs", "ListQueues"}, {"sqs", "GetQueueAttributes"}}, make_collector<Sqs>};
}

}  // namespace advisor::aws
