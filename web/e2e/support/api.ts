// The API as a story uses it to prepare what it is about. Who calls is a session, as in the browser.
import { randomUUID } from "node:crypto";
import { ORIGIN, PLATFORM, ZONE } from "./place";

export interface Person {
  email: string;
  password: string;
}

interface Asked {
  body?: unknown;
  tenant?: string;
  headers?: Record<string, string>;
}

/** Somebody who is signed in. */
export class Caller {
  private constructor(private readonly cookie: string) {}

  static async signIn({ email, password }: Person): Promise<Caller> {
    const answer = await fetch(`${ORIGIN}/v1/sessions`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Origin: ORIGIN },
      body: JSON.stringify({ email, password }),
    });
    if (answer.status !== 201) throw new Error(`cannot sign in as ${email}: ${await answer.text()}`);
    const cookie = answer.headers
      .getSetCookie()
      .map((one) => one.split(";")[0])
      .find((one) => /^(__Host-)?hr=/.test(one ?? ""));
    return new Caller(cookie ?? "");
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a story knows what it asked for.
  async send(method: string, path: string, { body, tenant, headers }: Asked = {}): Promise<any> {
    const answer = await fetch(ORIGIN + path, {
      method,
      headers: {
        Cookie: this.cookie,
        Origin: ORIGIN,
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...(method === "POST" ? { "Idempotency-Key": randomUUID() } : {}),
        ...(tenant ? { "X-Tenant": tenant } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  }
}

export const platform = (): Promise<Caller> => Caller.signIn(PLATFORM);

/** An institution with an owner, and the ways to add to it. */
export class School {
  private constructor(
    readonly id: string,
    readonly name: string,
    readonly owner: Person,
    private readonly operator: Caller,
  ) {}

  static async create(operator: Caller, name = "清河第二中学", livemode = true): Promise<School> {
    const body = {
      name,
      livemode,
      time_zone: ZONE,
      currency: "CNY",
      quota: { rooms: 100, seats: 5000, live_orders: 50, rooms_per_order: 200 },
    };
    const tenant = await operator.send("POST", "/v1/tenants", { body });
    const school = new School(tenant.id, name, person("owner"), operator);
    await school.add("owner", school.owner);
    return school;
  }

  async add(role: string, who: Person = person(role)): Promise<Person> {
    await this.operator.send("POST", "/v1/members", { tenant: this.id, body: { ...who, role } });
    return who;
  }

  /** Without a password: the way in comes by mail. */
  async invite(role: string, language = "en", { email } = person(role)): Promise<string> {
    await this.operator.send("POST", "/v1/members", { tenant: this.id, body: { email, role, language } });
    return email;
  }
}

/** Somebody who is not there yet. */
export function person(role: string): Person {
  return {
    email: `${role}-${randomUUID().slice(0, 8)}@school.example`,
    password: `password of ${randomUUID().slice(0, 8)}`,
  };
}
