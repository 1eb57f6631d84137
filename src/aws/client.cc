#include "src/aws/client.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <random>

#include "src/aws/errors.h"
#include "src/aws/paging.h"
#include "src/aws/protocol.h"

namespace advisor::aws {
namespace {

// A call under way: one request at a time, page after page.
struct Job {
  explicit Job(const Operation& wanted) : operation(&wanted), pages(wanted) {}

  const Operation* operation;
  Pages pages;
  Endpoint endpoint;
  int attempts = 0;  // of this page
  int generation = 0;
  Keys keys;  // that this page was signed with, for redaction
  bool retried = false;
  bool renewed = false;
  bool skewed = false;
  bool redirected = false;
};

Failure make_failure(const Operation* operation, const Call& call, std::string code,
                     std::string message) {
  Failure out;
  out.action = operation == nullptr ? call.service + ":" + call.operation : iam_action(*operation);
  out.region = call.region;
  out.code = std::move(code);
  out.message = std::move(message);
  return out;
}

}  // namespace

// All of one run().
class Batch {
 public:
  Batch(Client& client, const std::vector<Call>& calls)
      : client_(client), calls_(calls), answers_(calls.size()), jobs_(calls.size()) {}

  std::vector<Answer> run() {
    for (std::size_t i = 0; i < calls_.size(); ++i)
      enter(i);
    while (open_ > 0) {
      if (now() >= client_.end_milliseconds_)
        give_up();
      start_all();
      proceed();
    }
    return std::move(answers_);
  }

 private:
  // Jobs of one service and region.
  struct Lane {
    Pace* pace = nullptr;
    std::deque<std::size_t> ready;
    std::multimap<std::int64_t, std::size_t> delayed;  // by when they may go on
    int in_flight = 0;
  };

  std::int64_t now() const { return client_.clock_.milliseconds(); }
  double random() const { return client_.options_.random(); }

  void fail(std::size_t index, std::string code, std::string message, bool denied = false) {
    const Operation* operation = jobs_[index] ? jobs_[index]->operation : nullptr;
    Failure failure = make_failure(operation, calls_[index], std::move(code), std::move(message));
    failure.denied = denied;
    if (jobs_[index] && failure.region.empty())
      failure.region = jobs_[index]->endpoint.region;
    answers_[index].value = Value();
    answers_[index].failures.push_back(std::move(failure));
    close(index);
  }

  void close(std::size_t index) {
    if (jobs_[index])
      --open_;
    jobs_[index].reset();
  }

  void enter(std::size_t index) {
    const Call& call = calls_[index];
    const Operation* operation = find_operation(call.service, call.operation);
    if (operation == nullptr) {
      fail(index, "UnknownOperation", "this program does not know the operation");
      return;
    }
    jobs_[index].emplace(*operation);
    ++open_;
    Result<Endpoint> endpoint = client_.endpoints_.find(*find_service(call.service), call.region);
    if (!endpoint) {
      fail(index, "NoEndpoint", endpoint.error().message);
      return;
    }
    jobs_[index]->endpoint = *std::move(endpoint);
    lane_of(index).ready.push_back(index);
  }

  Lane& lane_of(std::size_t index) {
    const Job& job = *jobs_[index];
    const std::string key = std::string(job.operation->service) + " " + job.endpoint.region;
    Lane& lane = lanes_[key];
    if (lane.pace == nullptr)
      lane.pace = &client_.paces_.try_emplace(key, client_.options_.per_service).first->second;
    return lane;
  }

  void start_all() {
    for (auto& [key, lane] : lanes_) {
      wake(lane);
      while (!lane.ready.empty() && in_flight_.size() < most_in_flight() &&
             lane.pace->may_start(lane.in_flight, now())) {
        const std::size_t index = lane.ready.front();
        lane.ready.pop_front();
        start(index, lane);
      }
    }
  }

  std::size_t most_in_flight() const { return static_cast<std::size_t>(client_.options_.in_all); }

  void wake(Lane& lane) const {
    const auto end = lane.delayed.upper_bound(now());
    for (auto it = lane.delayed.begin(); it != end; ++it)
      lane.ready.push_back(it->second);
    lane.delayed.erase(lane.delayed.begin(), end);
  }

  void start(std::size_t index, Lane& lane) {
    Job& job = *jobs_[index];
    const Credentials* credentials = client_.credentials_.get();
    if (credentials == nullptr) {
      fail(index, "NoCredentials", client_.credentials_.error());
      return;
    }
    Result<HttpRequest> request =
        encode(*job.operation, job.pages.parameters(calls_[index].parameters), job.endpoint);
    if (!request) {
      fail(index, "InvalidParameter", request.error().message);
      return;
    }
    request->total_milliseconds = client_.options_.request_milliseconds;
    request->max_bytes = client_.options_.answer_bytes;
    job.keys = credentials->keys;
    job.generation = client_.credentials_.generation();
    ++job.attempts;
    sign(*request, job.keys, signing_scope(*job.operation, job.endpoint.region),
         client_.clock_.unix_seconds() + client_.skew_seconds_);
    const Transport::Id id = client_.transport_.start(*std::move(request));
    in_flight_.emplace(id, std::pair(index, &lane));
    ++lane.in_flight;
  }

  // Waits for an answer, or where none is under way until something may start.
  void proceed() {
    const std::int64_t left = std::max<std::int64_t>(0, next_start() - now());
    if (in_flight_.empty()) {
      if (open_ > 0 && left > 0)
        client_.clock_.sleep(left);
      return;
    }
    for (auto& [id, response] : client_.transport_.wait(std::max<std::int64_t>(1, left))) {
      const auto found = in_flight_.find(id);
      if (found == in_flight_.end())
        continue;
      const auto [index, lane] = found->second;
      in_flight_.erase(found);
      --lane->in_flight;
      if (jobs_[index])
        take(index, *lane, response);
    }
  }

  std::int64_t next_start() const {
    std::int64_t next = std::min(now() + 1000, client_.end_milliseconds_);
    for (const auto& [key, lane] : lanes_) {
      if (!lane.delayed.empty())
        next = std::min(next, lane.delayed.begin()->first);
      if (!lane.ready.empty() && lane.pace->paused_until() > now())
        next = std::min(next, lane.pace->paused_until());
    }
    return next;
  }

  void take(std::size_t index, Lane& lane, const HttpResponse& response) {
    Job& job = *jobs_[index];
    if (follows_bucket(job, response)) {
      lane_of(index).ready.push_back(index);
      return;
    }
    Decoded decoded = decode(*job.operation, response);
    const Outcome outcome = classify(decoded, response);
    if (outcome == Outcome::kThrottled)
      lane.pace->throttled(now(), random());
    else if (response.status != 0 && response.status < 500)
      lane.pace->succeeded();
    if (outcome == Outcome::kDone) {
      take_page(index, lane, std::move(decoded.value));
    } else if (outcome == Outcome::kNotFound) {
      answers_[index].not_found = true;
      close(index);
    } else if (!retry(index, lane, outcome, response)) {
      fail(index, redacted(decoded.code, job.keys), redacted(decoded.message, job.keys),
           outcome == Outcome::kDenied);
    }
  }

  void take_page(std::size_t index, Lane& lane, Value page) {
    Job& job = *jobs_[index];
    client_.quota_.give_back(job.retried);
    const ClientOptions& options = client_.options_;
    switch (job.pages.add(std::move(page), options.pages, options.elements)) {
      case Pages::Next::kDone:
        answers_[index].value = job.pages.take();
        close(index);
        return;
      case Pages::Next::kMore:
        job.attempts = 0;
        job.retried = false;
        lane.ready.push_back(index);
        return;
      case Pages::Next::kRepeats:
        fail(index, "PagingLoop", "the answers would never end: a page token came twice");
        return;
      case Pages::Next::kTooMany:
        fail(index, "TooManyPages",
             "the answer has more pages or elements than this program takes");
        return;
    }
  }

  // A bucket of another region answers with that region's name; asked there once.
  static bool follows_bucket(Job& job, const HttpResponse& response) {
    const std::string* region = response.header("x-amz-bucket-region");
    const bool elsewhere =
        response.status == 301 || response.status == 307 || response.status == 400;
    if (!elsewhere || region == nullptr || job.redirected || job.operation->service != "s3" ||
        *region == job.endpoint.region || !is_region_name(*region))
      return false;
    const std::string host = "s3." + job.endpoint.region + ".";
    if (job.endpoint.authority.starts_with(host))
      job.endpoint.authority.replace(0, host.size(), "s3." + *region + ".");
    job.endpoint.region = *region;
    job.redirected = true;
    job.attempts = 0;
    return true;
  }

  // False: this failure stays. Otherwise the job waits for its turn.
  bool retry(std::size_t index, Lane& lane, Outcome outcome, const HttpResponse& response) {
    Job& job = *jobs_[index];
    if ((outcome == Outcome::kSkewed && corrects_clock(job, response)) ||
        ((outcome == Outcome::kExpired || outcome == Outcome::kSkewed) && renews(job))) {
      --job.attempts;
      lane.ready.push_back(index);
      return true;
    }
    if (outcome != Outcome::kThrottled && outcome != Outcome::kTransient)
      return false;
    if (job.attempts >= client_.options_.attempts ||
        !client_.quota_.take(response.problem == HttpResponse::Problem::kTimeout))
      return false;
    job.retried = true;
    lane.delayed.emplace(now() + retry_delay(job.attempts, random()), index);
    return true;
  }

  bool corrects_clock(Job& job, const HttpResponse& response) {
    const std::optional<std::int64_t> theirs = response.date();
    if (job.skewed || !theirs)
      return false;
    job.skewed = true;
    const std::int64_t skew = *theirs - client_.clock_.unix_seconds();
    constexpr std::int64_t kTolerated = 60;
    if (std::abs(skew) < kTolerated && std::abs(client_.skew_seconds_) < kTolerated)
      return false;
    client_.skew_seconds_ = skew;
    return true;
  }

  bool renews(Job& job) {
    if (job.renewed)
      return false;
    job.renewed = true;
    return client_.credentials_.renew(job.generation);
  }

  // The time is over: nothing more is asked, and nothing that is under way counts.
  void give_up() {
    for (std::size_t i = 0; i < calls_.size(); ++i)
      if (jobs_[i])
        fail(i, "TimeIsOver", "the time for reading the account was over");
    for (auto& [key, lane] : lanes_) {
      lane.ready.clear();
      lane.delayed.clear();
    }
  }

  Client& client_;
  const std::vector<Call>& calls_;
  std::vector<Answer> answers_;
  std::vector<std::optional<Job>> jobs_;  // empty when done
  std::size_t open_ = 0;
  std::map<std::string, Lane> lanes_;
  std::map<Transport::Id, std::pair<std::size_t, Lane*>> in_flight_;
};

Client::Client(Transport& transport, CredentialCache& credentials, const Endpoints& endpoints,
               Clock clock, ClientOptions options)
    : transport_(transport),
      credentials_(credentials),
      endpoints_(endpoints),
      clock_(std::move(clock)),
      options_(std::move(options)) {
  if (!options_.random)
    options_.random = [engine = std::mt19937(std::random_device()())]() mutable {
      return std::uniform_real_distribution<double>(0, 1)(engine);
    };
  end_milliseconds_ = clock_.milliseconds() + options_.budget_milliseconds;
}

Client::~Client() = default;

std::vector<Answer> Client::run(const std::vector<Call>& calls) {
  return Batch(*this, calls).run();
}

}  // namespace advisor::aws
