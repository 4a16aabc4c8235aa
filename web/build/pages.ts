// The pages that people come to by an address of their own, and the modules they are: their files stand in the app document beside the app's own, so that a
// browser fetches them together and not one after the other. The start page comes with the frame.
export const PAGES: Readonly<Record<string, string>> = {
  "/day": "/src/features/lessons/DayPage.tsx",
  "/week": "/src/features/lessons/WeekPage.tsx",
  "/orders": "/src/features/orders/OrdersPage.tsx",
  "/classrooms": "/src/features/classrooms/ClassroomsPage.tsx",
  "/usage": "/src/features/usage/UsagePage.tsx",
  "/ops": "/src/features/platform/OpsHomePage.tsx",
  "/ops/orders": "/src/features/platform/PlatformOrdersPage.tsx",
  "/ops/capacity": "/src/features/capacity/CapacityPage.tsx",
  "/ops/clusters": "/src/features/clusters/ClustersPage.tsx",
  "/ops/tenants": "/src/features/tenants/TenantsPage.tsx",
};
