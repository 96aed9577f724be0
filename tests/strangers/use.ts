// A client's program: it compiles only while the description says what the gateway takes and answers.
import type { components, paths } from "./api";

type People = paths["/api/v1/directory/people"]["get"];
type Answer = People["responses"][200]["content"]["application/json"];
type Problem = components["schemas"]["Problem"];

export function names(page: Answer): string[] {
  const further: string | null = page.next;
  return further === null ? page.items.map((person) => person.name) : [];
}

export function whatNext(problem: Problem): string {
  return problem.citation === undefined ? problem.next : `${problem.citation}: ${problem.next}`;
}

// @ts-expect-error a page always says where the next one begins
export const unfinished: Answer = { items: [] };
