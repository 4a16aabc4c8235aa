// The mail server of this run: it keeps every letter that the service sends, and may be told to refuse them.
import { expect } from "@playwright/test";
import { MAILPIT } from "./place";

export interface Letter {
  subject: string;
  text: string;
  html: string;
  /** The one address in it. */
  link: string;
}

async function ask<Answer>(path: string, init: RequestInit = {}): Promise<Answer> {
  const answer = await fetch(MAILPIT + path, init);
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json() as Promise<Answer>;
}

/** The newest letter to somebody, once it has come. */
export async function letterTo(email: string): Promise<Letter> {
  const search = `/api/v1/search?query=${encodeURIComponent(`to:"${email}"`)}`;
  const found = async () => (await ask<{ messages: { ID: string }[] }>(search)).messages[0]?.ID;
  await expect.poll(found, { message: `a letter to ${email}` }).toBeTruthy();
  const letter = await ask<{ Subject: string; Text: string; HTML: string }>(`/api/v1/message/${await found()}`);
  const link = /https?:\/\/\S+/.exec(letter.Text)?.[0] ?? "";
  return { subject: letter.Subject, text: letter.Text, html: letter.HTML, link };
}

/** Whether every letter is refused for good, whoever it is to. */
export async function refuseLetters(refused: boolean): Promise<void> {
  const Recipient = { ErrorCode: 550, Probability: refused ? 100 : 0 };
  await ask("/api/v1/chaos", { method: "PUT", body: JSON.stringify({ Recipient }) });
}
