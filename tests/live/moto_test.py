"""advisor run --aws, whole, against moto_server: other people's idea of AWS.

    python3 tests/live/moto_test.py SOURCE_DIR ADVISOR [--update]

Needs moto_server (pip install 'moto[server]') and the recording of the corpus beside the source
tree; ends with 77 and says so where one is missing. --update writes the expected reports anew.
"""

import difflib
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request

ARGUMENTS = [argument for argument in sys.argv[1:] if argument != "--update"]
UPDATE = "--update" in sys.argv
SOURCE = pathlib.Path(ARGUMENTS[0])
ADVISOR = ARGUMENTS[1]
EXPECTED = SOURCE / "tests/live/expected"
RECORDING = SOURCE.parent / "shared/corpus/aws-api/moto-seed/recording.jsonl"
SECRETS = ["passw0rd1", "hunter2"]

SEED_RULES = {
    "ecs-container-ulimits": "arn:aws:ecs:ap-northeast-1:123456789012:task-definition/web:1",
    "alb-listener-default-action-forward":
        "arn:aws:elasticloadbalancing:ap-northeast-1:123456789012:listener/app/web/",
    "lambda-unqualified-invocation":
        "arn:aws:scheduler:ap-northeast-1:123456789012:schedule/default/nightly",
    "rds-default-parameter-group": "arn:aws:rds:ap-northeast-1:123456789012:db:db1",
}
# What moto 5.2.1 does not answer. Everything else that fails is our mistake.
NOT_IN_MOTO = {
    "appconfig:ListApplications",
    "ecs:DescribeCapacityProviders",
    "lambda:ListFunctionUrlConfigs",
    "rds:DescribeOptionGroups",
    "support:DescribeTrustedAdvisorCheckSummaries",
}
# Compared whole.
WHOLE = [("text", "en"), ("text", "ja"), ("github", "ja"), ("json", "en"), ("annotations", "ja")]
REPORTERS = ["text", "github", "annotations", "sarif", "json", "junit", "checkstyle", "gitlab",
             "rdjson"]


def skip(why):
    print(f"SKIPPED: {why}", flush=True)
    sys.exit(77)


class Moto:
    """moto_server on a loopback port, seeded by the recording."""

    def __init__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process = subprocess.Popen(
            ["moto_server", "-H", "127.0.0.1", "-p", str(self.port)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def post(self, path, body=b"", headers=None):
        request = urllib.request.Request(
            self.url + path, data=body, method="POST",
            headers={"Content-Type": "application/octet-stream", **(headers or {})})
        with self.opener.open(request, timeout=60) as answer:
            return answer.read()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def wait(self):
        end = time.monotonic() + 120
        while time.monotonic() < end and self.process.poll() is None:
            try:
                self.post("/moto-api/reset")
                return True
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        return False

    def replay(self, recording):
        self.post("/moto-api/recorder/upload-recording", recording)
        self.post("/moto-api/recorder/replay-recording")

    # moto checks no signature; it reads service and region from the header.
    @staticmethod
    def signed_for(service):
        return {"Authorization":
                f"AWS4-HMAC-SHA256 Credential=test/20261129/ap-northeast-1/{service}/aws4_request, "
                "SignedHeaders=host, Signature=0"}

    def query(self, service, **parameters):
        return self.post("/", urllib.parse.urlencode(parameters).encode(),
                         {**self.signed_for(service),
                          "Content-Type": "application/x-www-form-urlencoded"})

    def call(self, service, target, **parameters):
        return self.post("/", json.dumps(parameters).encode(),
                         {**self.signed_for(service), "X-Amz-Target": target,
                          "Content-Type": "application/x-amz-json-1.1"})

    def stop(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def advisor(*arguments, folder=None):
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith("AWS_")}
    environment |= {
        "HOME": SCRATCH, "AWS_ENDPOINT_URL": MOTO.url, "AWS_REGION": "ap-northeast-1",
        "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_MAX_ATTEMPTS": "1",
        "NO_PROXY": "*"}
    ended = subprocess.run([ADVISOR, *arguments], cwd=folder or SCRATCH, env=environment,
                           capture_output=True, text=True, timeout=300, check=False)
    for secret in SECRETS:
        if secret in ended.stdout + ended.stderr:
            raise AssertionError(f"{secret} is in the output of {arguments}")
    return ended


def report(*arguments, folder=None):
    return json.loads(advisor("run", "--aws", *arguments, "--reporter", "json", folder=folder).stdout)


def findings(of, rule=None):
    return [verdict for verdict in of["verdicts"]
            if verdict["outcome"] == "finding" and rule in (None, verdict["rule"])]


# What differs from run to run and from release to release.
def normal(text):
    text = text.replace(f"127.0.0.1:{MOTO.port}", "127.0.0.1:PORT")
    text = text.replace(f"127.0.0.1%3A{MOTO.port}", "127.0.0.1%3APORT")
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "UUID", text)
    text = re.sub(r"\b[0-9a-f]{64}\b", "HASH", text)
    text = re.sub(r'("version": )"[0-9.]+"', r'\1"VERSION"', text)
    return re.sub(r"\b[0-9a-f]{16}\b", "ID", text)


class Live(unittest.TestCase):
    def test_seed_rules_fire(self):
        found = report()
        for rule, resource in SEED_RULES.items():
            ids = [verdict["resource"]["id"] for verdict in findings(found, rule)]
            self.assertTrue(any(one.startswith(resource) for one in ids), f"{rule}: {ids}")
        ended = advisor("run", "--aws")
        self.assertEqual(ended.returncode, 3, "calls that moto lacks are errors of the input")
        self.assertIn("account 123456789012 as arn:aws:sts::123456789012:user/moto", ended.stderr)

    def test_only_what_moto_lacks_fails(self):
        failed = set()
        for diagnostic in report()["diagnostics"]:
            named = re.match(r"([a-z0-9-]+:[A-Za-z]+) (?:failed|was denied) in ",
                             diagnostic["message"])
            self.assertTrue(named, diagnostic)
            failed.add(named.group(1))
        self.assertLessEqual(failed, NOT_IN_MOTO)

    def test_findings_name_what_they_are_about(self):
        for language, unknown in (("en", "known after deploy"), ("ja", "デプロイ後")):
            for verdict in findings(report("--lang", language)):
                self.assertNotIn(unknown, verdict["message"], verdict["rule"])
                self.assertNotIn(unknown, json.dumps(verdict["recommendation"],
                                                     ensure_ascii=False), verdict["rule"])

    def test_reports_are_those_expected(self):
        for reporter, language in WHOLE:
            with self.subTest(reporter=reporter, language=language):
                ended = self.report_as(reporter, language)
                self.compare(f"{reporter}.{language}.txt", normal(ended.stdout))

    def test_all_reporters_have_the_findings(self):
        wanted = [verdict["resource"]["id"] for verdict in
                  json.loads(self.report_as("json", "en").stdout)["verdicts"]]
        self.assertEqual(len(wanted), 9)
        for reporter in REPORTERS:
            with self.subTest(reporter=reporter):
                ended = self.report_as(reporter, "ja")
                self.assertEqual(ended.returncode, 3)
                for resource in wanted:
                    self.assertIn(resource, ended.stdout.replace("%3A", ":"))

    @staticmethod
    def report_as(reporter, language):
        return advisor("run", "--aws", "--only", ",".join(SEED_RULES), "--lang", language,
                       "--as-of", "2026-11-29", "--reporter", reporter)

    def compare(self, name, text):
        path = EXPECTED / name
        if UPDATE:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        expected = path.read_text(encoding="utf-8")
        if text != expected:
            self.fail(name + "\n" + "".join(difflib.unified_diff(
                expected.splitlines(True), text.splitlines(True), "expected", "got")))

    # Ends that no file knows: a parameter, an output of a stack.
    def test_files_are_joined_with_the_account(self):
        folder = os.path.join(SCRATCH, "joined")
        shutil.copytree(SOURCE / "tests/live/joined", folder)
        balancer = findings(report(), "alb-listener-default-action-forward")[0]["resource"]["id"]
        balancer = balancer.replace(":listener/", ":loadbalancer/").rsplit("/", 1)[0]
        MOTO.call("ssm", "AmazonSSM.PutParameter", Name="/app/load-balancer", Type="String",
                  Value=balancer)
        MOTO.call("ssm", "AmazonSSM.PutParameter", Name="/app/token", Type="String",
                  Value="hunter2")
        MOTO.query("cloudformation", Action="CreateStack", Version="2010-05-15", StackName="net",
                   TemplateBody=json.dumps(STACK))
        offline = json.loads(advisor("run", ".", "--reporter", "json", folder=folder).stdout)
        live = report(".", "--show-drift", folder=folder)

        def messages(of, rule):
            return [verdict["message"] for verdict in findings(of, rule)
                    if verdict.get("location", {}).get("path")]

        rule = "alb-listener-default-action-forward"
        self.assertNotIn("load balancer web", " ".join(messages(offline, rule)))
        self.assertIn("load balancer web", " ".join(messages(live, rule)))
        rule = "ecs-target-group-type-mismatch"
        self.assertEqual(messages(offline, rule), [])
        self.assertEqual(len(messages(live, rule)), 1, live["verdicts"])
        # The function of the files is the one of the account; the other is only there.
        drift = {(entry["type"], entry["name"]) for entry in live["drift"]}
        self.assertIn(("AWS::Lambda::Function", "api"), drift)
        self.assertNotIn(("AWS::Lambda::Function", "worker"), drift)

    # Severity by a tag that only the tagging API tells.
    def test_overrides_see_tags(self):
        folder = os.path.join(SCRATCH, "tags")
        os.mkdir(folder)
        pathlib.Path(folder, "advisor.yaml").write_text(
            "rules:\n  dynamodb-pitr-off:\n    overrides:\n"
            "      - if: meta.tags.?Stage.orValue('') == 'dev'\n        severity: info\n",
            encoding="utf-8")
        rule = "dynamodb-pitr-off"
        self.assertEqual([verdict["severity"] for verdict in
                          findings(report("--only", rule, folder=folder))], ["warning"])
        MOTO.call("dynamodb", "DynamoDB_20120810.TagResource",
                  ResourceArn="arn:aws:dynamodb:ap-northeast-1:123456789012:table/items",
                  Tags=[{"Key": "Stage", "Value": "dev"}])
        self.assertEqual([verdict["severity"] for verdict in
                          findings(report("--only", rule, folder=folder))], ["info"])

    # moto lets any role be assumed; the other account is empty.
    def test_accounts_of_the_organization(self):
        all_accounts = report("--org", "--role-name", "audit", "--only", "ecs-container-ulimits")
        ids = [account["id"] for account in all_accounts["accounts"]]
        self.assertEqual(len(ids), 2, all_accounts["diagnostics"])
        self.assertIn("123456789012", ids)
        self.assertEqual({verdict["resource"]["account"] for verdict in findings(all_accounts)},
                         {"123456789012"})

    def test_a_region_without_anything(self):
        empty = report("--region", "eu-west-1", "--only", "ecs-container-ulimits")
        self.assertEqual(findings(empty), [])
        self.assertEqual(empty["accounts"], [{"id": "123456789012", "regions": ["eu-west-1"]}])


STACK = {
    "Resources": {
        "Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.9.0.0/16"}},
        "Group": {
            "Type": "AWS::ElasticLoadBalancingV2::TargetGroup",
            "Properties": {"Name": "by-instance", "Port": 80, "Protocol": "HTTP",
                           "VpcId": {"Ref": "Vpc"}, "TargetType": "instance"}}},
    "Outputs": {"TargetGroup": {"Value": {"Ref": "Group"}},
                "Password": {"Value": "hunter2"}},
}

if __name__ == "__main__":
    if shutil.which("moto_server") is None:
        skip("moto_server is not installed (pip install 'moto[server]')")
    if not RECORDING.is_file():
        skip(f"there is no {RECORDING}")
    MOTO = Moto()
    SCRATCH = tempfile.mkdtemp(prefix="advisor-live-")
    try:
        if not MOTO.wait():
            skip("moto_server does not start here")
        MOTO.replay(RECORDING.read_bytes())
        ended = unittest.main(argv=sys.argv[:1], exit=False).result
    finally:
        MOTO.stop()
        shutil.rmtree(SCRATCH, ignore_errors=True)
    sys.exit(0 if ended.wasSuccessful() else 1)
