// The board's menus: the places that the person's password opens, language and theme, the person; on a phone all of it, with the tabs, in one.
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { actingFor, setLanguage, setTheme } from "../api/ambient";
import { client, read } from "../api/client";
import { useMe } from "../api/me";
import type { Me } from "../api/schema.gen";
import { useLanguage, useMessages, useTheme } from "../ui/language";
import { Go } from "../ui/link";
import { Menu, menuLabelClass } from "../ui/menu";
import { Name } from "../ui/name";
import { Icon } from "../ui/status";
import { appMessages } from "./messages";
import { Places } from "./Places";
import { paths } from "./paths";

/** Whose pages these are: of the institution that is acted for, else where the person belongs. */
export function placeName(me: Pick<Me, "place" | "name" | "tenant">, platform: string, none: string): string {
  return me.tenant?.name ?? me.name ?? (me.place === "platform" ? platform : none);
}

/** Whose pages these are. */
export function PlaceMenu() {
  const words = useMessages(appMessages);
  const me = useMe();
  const name = <Name max={40}>{placeName(me, words.platform, words.noPlace)}</Name>;
  if (me.memberships.length < 2 || actingFor()) return name;
  return (
    <Menu
      label={
        <>
          {name} <Icon name="down" size="s" />
        </>
      }
    >
      <Places />
    </Menu>
  );
}

export function LanguageSwitch({ className }: { className?: string }) {
  const words = useMessages(appMessages);
  const language = useLanguage();
  const other = language === "en" ? "zh-CN" : "en";
  return (
    <button type="button" className={className} lang={other} onClick={() => setLanguage(other)}>
      {words.otherLanguage}
    </button>
  );
}

const THEMES = ["system", "light", "dark"] as const;

/** The person's pages, the theme, and the way out. */
function Person() {
  const words = useMessages(appMessages);
  const theme = useTheme();
  const signOut = useMutation({
    mutationFn: () => read(client.DELETE("/v1/sessions/current")),
    onSettled: () => location.assign("/"),
  });
  return (
    <>
      <Go href={paths.me()}>{words.profile}</Go>
      <hr />
      <p className={menuLabelClass}>{words.theme}</p>
      {THEMES.map((one) => (
        <button key={one} type="button" aria-pressed={theme === one} onClick={() => setTheme(one)}>
          {words[one]}
        </button>
      ))}
      <hr />
      <button type="button" onClick={() => signOut.mutate()}>
        {words.signOut}
      </button>
    </>
  );
}

export function PersonMenu() {
  const me = useMe();
  const words = useMessages(appMessages);
  const name = me.user_name ?? me.email?.split("@")[0] ?? words.person;
  return (
    <Menu
      label={
        <>
          <Name max={20}>{name}</Name> <Icon name="down" size="s" />
        </>
      }
    >
      {me.email && <p className={menuLabelClass}>{me.email}</p>}
      <Person />
    </Menu>
  );
}

export function PhoneMenu({ tabs }: { tabs: readonly { href: string; label: ReactNode; current: boolean }[] }) {
  const words = useMessages(appMessages);
  const several = useMe().memberships.length > 1 && !actingFor();
  return (
    <Menu said={words.menu} label={<Icon name="menu" />}>
      {tabs.map((tab) => (
        <Go key={tab.href} href={tab.href} current={tab.current}>
          {tab.label}
        </Go>
      ))}
      <hr />
      {several && <Places />}
      <LanguageSwitch />
      <Person />
    </Menu>
  );
}
