// The mail of this run: every letter that the service sends is kept, but for those to somebody whose letters are refused.
import { expect } from "@playwright/test";
import { MAILPIT, MAIL_FILTER } from "./place";

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

/** Whether letters to somebody are refused for good. Those to others are none of it. */
export async function refuseLetters(email: string, refused: boolean): Promise<void> {
  const answer = await fetch(`${MAIL_FILTER}/${encodeURIComponent(email)}`, { method: refused ? "PUT" : "DELETE" });
  if (!answer.ok) throw new Error(`the mail filter answered ${answer.status}`);
}
