import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** As much of GitHub's and GitLab's API as comments need: what was asked, and the comments that there are. */
export interface Forge {
  readonly url: string;
  readonly comments: { id: number; body: string }[];
  /** Method, path and credential of each request. */
  readonly requests: string[];
  close(): Promise<void>;
}

export async function startForge(): Promise<Forge> {
  const comments: Forge["comments"] = [];
  const requests: string[] = [];
  const server = createServer((request, answer) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      requests.push(`${method} ${url} ${headers.authorization ?? String(headers["private-token"])}`);
      answer.setHeader("Content-Type", "application/json").end(JSON.stringify(answered(method, url, text)));
    });
  });
  const answered = (method: string, url: string, text: string): unknown => {
    const { pathname, searchParams } = new URL(url, "http://forge");
    if (method === "GET") {
      const [page, size] = ["page", "per_page"].map((name) => Number(searchParams.get(name)));
      return comments.slice(((page ?? 1) - 1) * (size ?? 1), (page ?? 1) * (size ?? 1));
    }
    const { body } = JSON.parse(text) as { body: string };
    const found = comments.find(({ id }) => pathname.endsWith(`/${id}`));
    if (found !== undefined) return Object.assign(found, { body });
    comments.push({ id: comments.length + 1, body });
    return comments.at(-1);
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    comments,
    requests,
    close: async () => {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What each of the two sets in a job for a pull request, and the one credential that the job is given. */
export function forgeEnv(kind: "github" | "gitlab", { url }: Forge): Record<string, string> {
  return kind === "github"
    ? {
        GITHUB_ACTIONS: "true",
        GITHUB_API_URL: url,
        GITHUB_REPOSITORY: "acme/fleet",
        PULL_REQUEST: "7",
        GITHUB_TOKEN: "throw-away-token",
      }
    : {
        GITLAB_CI: "true",
        CI_API_V4_URL: `${url}/api/v4`,
        CI_PROJECT_ID: "42",
        CI_MERGE_REQUEST_IID: "7",
        COMMENT_TOKEN: "throw-away-token",
      };
}
