// What the two forms of a cluster share.
export const POINTERS = [
  "/name",
  "/region",
  "/kubeconfig",
  "/media_url",
  "/node_limit",
  "/headroom_percent",
  "/node_lead_minutes",
  "/tags",
];
