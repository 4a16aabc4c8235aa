// Every address of the portal. Links are made here and nowhere else; `?as=` is added by <Go>.
type Search = Record<string, string | undefined>;

function withSearch(path: string, search?: Search): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search ?? {})) if (value) params.set(name, value);
  const query = params.toString();
  return query ? `${path}?${query}` : path;
}

const id = encodeURIComponent;

export type OrderTab = "week" | "rooms" | "lessons" | "history";
export type DraftStep = "source" | "rooms" | "week" | "days" | "review";
export type SettingsPage = "institution" | "plan" | "invoices" | "billing" | "members" | "calendar" | "keys" | "audit";
export type MePage = "profile" | "password" | "sessions";
export type ClusterTab = "now" | "orders" | "nodes" | "images" | "moves";
export type TenantTab = "now" | "standing" | "quota" | "plan" | "members" | "orders";

export const paths = {
  today: () => "/",
  day: (search?: { date?: string; by?: "room" | "teacher"; q?: string; state?: string; at?: string }) =>
    withSearch("/day", search),
  week: (search?: { room?: string; teacher?: string; week?: string }) => withSearch("/week", search),
  /** The lesson's sheet over the page that is open: an address without a path of its own. */
  lesson: (lesson: string, over: string, to?: string) =>
    withSearch(over.split("?")[0]!, { ...Object.fromEntries(new URLSearchParams(over.split("?")[1])), lesson, to }),
  orders: (search?: { q?: string; phase?: string; kind?: string; region?: string; ready?: string; sort?: string }) =>
    withSearch("/orders", search),
  order: (order: string, tab?: OrderTab) => `/orders/${id(order)}${tab ? `/${tab}` : ""}`,
  drafts: () => "/drafts",
  /** Makes a draft and opens it; `door` is how it begins. */
  newOrder: (door?: string) => withSearch("/orders/new", door === undefined ? {} : { door }),
  /** `at`: the cell of the week to begin with, a room's at `MO-08:00`. */
  amendOrder: (order: string, at?: { room: string; cell: string }) => withSearch(`/orders/${id(order)}/amend`, at),
  /** The same rooms and week for another term. */
  copyOrder: (order: string) => `/orders/${id(order)}/copy`,
  draft: (draft: string, step: DraftStep = "source") => `/drafts/${id(draft)}/${step}`,
  classrooms: (search?: { q?: string; state?: string }) => withSearch("/classrooms", search),
  classroom: (classroom: string) => `/classrooms/${id(classroom)}`,
  /** A document of its own: reached by a full load. */
  enter: (classroom: string) => `/enter/${id(classroom)}`,
  usage: (search?: { from?: string; to?: string }) => withSearch("/usage", search),
  usageRan: (search?: { from?: string; to?: string; by?: string }) => withSearch("/usage/ran", search),
  usagePromises: () => "/usage/promises",
  usageSpending: (search?: { month?: string }) => withSearch("/usage/spending", search),
  settings: (page: SettingsPage = "institution") => `/settings/${page}`,
  invoice: (invoice: string) => `/settings/invoices/${id(invoice)}`,
  /** The document itself, which the service draws. */
  invoiceDocument: (invoice: string, form: "pdf" | "html" | "csv") => `/v1/invoices/${id(invoice)}.${form}`,
  me: (page: MePage = "profile") => `/me/${page}`,
  printWeek: (search?: Search) => withSearch("/print/week", search),
  printLinks: (search?: Search) => withSearch("/print/links", search),
  ops: (bell?: string) => withSearch("/ops", { bell }),
  opsPromises: (cluster?: string) => withSearch("/ops/promises", { cluster }),
  opsOrders: (search?: {
    q?: string;
    tenant?: string;
    cluster?: string;
    reason?: string;
    sort?: string;
    region?: string;
    kind?: string;
    fix_by?: string;
  }) => withSearch("/ops/orders", search),
  opsCapacity: (search?: { resource?: string; by?: string; from?: string; cluster?: string; at?: string }) =>
    withSearch("/ops/capacity", search),
  opsWhatIf: () => "/ops/what-if",
  opsNodePlan: () => "/ops/node-plan",
  opsClusters: () => "/ops/clusters",
  opsNewCluster: () => "/ops/clusters/new",
  opsCluster: (cluster: string, tab: ClusterTab = "now") => `/ops/clusters/${id(cluster)}/${tab}`,
  opsTenants: (search?: { q?: string; standing?: string; sort?: string; partner?: string }) =>
    withSearch("/ops/tenants", search),
  opsNewTenant: () => "/ops/tenants/new",
  opsTenant: (tenant: string, tab: TenantTab = "now") => `/ops/tenants/${id(tenant)}/${tab}`,
  /** The portal as an institution sees it. */
  asTenant: (tenant: string) => `/?as=${id(tenant)}`,
  opsPartners: () => "/ops/partners",
  opsPlans: () => "/ops/plans",
  opsNewPlan: () => "/ops/plans/new",
  opsPlan: (plan: string) => `/ops/plans/${id(plan)}`,
  opsNewVersion: (plan: string) => `/ops/plans/${id(plan)}/version`,
  opsReceivables: () => "/ops/receivables",
  opsSeller: () => "/ops/seller",
  opsRefunds: (status?: string) => withSearch("/ops/refunds", { status }),
  opsEvents: (search?: Search) => withSearch("/ops/events", search),
  opsJobs: (state?: string) => withSearch("/ops/jobs", { state }),
  opsMembers: () => "/ops/members",
  opsKeys: () => "/ops/keys",
  invitation: () => "/invitation",
  newPassword: () => "/password/new",
  forgotten: () => "/password/forgotten",
} as const;
