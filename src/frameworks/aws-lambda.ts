import type { Shape } from "../analysis/value.ts";
import { defineFramework, type EntryPoint, type FunctionSite } from "./framework.ts";
import { annotationOf, nameOf } from "./parts/names.ts";
import { nobody, vouchingOf } from "./parts/vouching.ts";
import { wrapperCallees } from "./parts/wrapped.ts";

/** API Gateway verifies what its authorizer puts there. */
const event: Shape = { requestContext: { authorizer: "identity", "*": "request" }, "*": "request" };
const handlerNames = new Set(["handler", "main", "lambdaHandler", "default"]);

export default defineFramework({
  name: "aws-lambda",
  packages: ["aws-lambda", "@types/aws-lambda", "@middy/core"],
  docs: "https://docs.aws.amazon.com/lambda/latest/dg/typescript-handler.html",
  entry(site) {
    if (site.property !== undefined || !handlerNames.has(site.exportName ?? "") || !isLambda(site)) return undefined;
    return isQueueEvent(site) ? job() : request(site);
  },
});

function isLambda({ fn, imports, exportName }: FunctionSite): boolean {
  if (imports.has("aws-lambda") || imports.has("@middy/core")) return true;
  return exportName === "handler" && /^_*event$/.test(nameOf(fn.params[0]) ?? "");
}

function isQueueEvent({ fn }: FunctionSite): boolean {
  return /^(SQS|SNS|S3|DynamoDBStream|KinesisStream|Scheduled|EventBridge)/.test(annotationOf(fn.params[0]) ?? "");
}

function request(site: FunctionSite): EntryPoint {
  const vouching = vouchingOf(wrapperCallees(site.wrappers.filter(({ call }) => call.method !== "middy")));
  // An authorizer is configured beside the code.
  return { framework: "aws-lambda", kind: "request", parameters: [event, "server"], mounted: true, ...vouching };
}

function job(): EntryPoint {
  return { framework: "aws-lambda", kind: "job", parameters: ["server", "server"], mounted: false, ...nobody };
}
