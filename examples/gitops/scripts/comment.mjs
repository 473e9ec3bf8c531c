// Pull request: puts a Markdown file into one comment, which later runs replace.
// usage: node scripts/comment.mjs plan.md
import { readFileSync } from "node:fs";

const { env } = process;
const [, , file] = process.argv;
const marker = `<!-- fleet ${env.FLEET_STACK} -->`;
const body = `${marker}\n${readFileSync(file, "utf8")}`;
const forge = env.GITLAB_CI === "true" ? gitLab() : gitHub();

const earlier = await find();
if (earlier === undefined) await call("POST", forge.comments, { body });
else await call(forge.replace, forge.comment(earlier.id), { body });

function gitHub() {
  const repository = `${env.GITHUB_API_URL}/repos/${env.GITHUB_REPOSITORY}`;
  return {
    comments: `${repository}/issues/${env.PULL_REQUEST}/comments`,
    comment: (id) => `${repository}/issues/comments/${id}`,
    replace: "PATCH",
    headers: { Authorization: `Bearer ${env.GITHUB_TOKEN}`, "X-GitHub-Api-Version": "2022-11-28" },
  };
}

function gitLab() {
  const notes = `${env.CI_API_V4_URL}/projects/${env.CI_PROJECT_ID}/merge_requests/${env.CI_MERGE_REQUEST_IID}/notes`;
  return {
    comments: notes,
    comment: (id) => `${notes}/${id}`,
    replace: "PUT",
    headers: { "PRIVATE-TOKEN": env.COMMENT_TOKEN },
  };
}

async function find() {
  for (let page = 1; ; page += 1) {
    const comments = await call("GET", `${forge.comments}?per_page=100&page=${page}`);
    const found = comments.find((comment) => comment.body.startsWith(marker));
    if (found !== undefined || comments.length < 100) return found;
  }
}

async function call(method, url, content) {
  const answer = await fetch(url, {
    method,
    headers: { ...forge.headers, "Content-Type": "application/json" },
    ...(content === undefined ? {} : { body: JSON.stringify(content) }),
  });
  if (!answer.ok) throw new Error(`${method} ${url} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}
