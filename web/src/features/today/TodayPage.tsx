import { useMessages } from "../../ui/language";
import { Page } from "../../ui/page";
import { todayMessages } from "./messages";

export function TodayPage() {
  const words = useMessages(todayMessages);
  return <Page title={words.title}>{null}</Page>;
}
