// An invoice as the document that accountants file. Links open it beside the page; whoever acts for an institution gets it as a file, since a link cannot say
// for whom it is.
import { useMutation } from "@tanstack/react-query";
import { actingFor } from "../../api/ambient";
import { client, settled } from "../../api/client";
import type { InvoiceView } from "../../api/schema.gen";
import { paths } from "../../app/paths";
import { Button } from "../../ui/controls";
import { download } from "../../ui/download";
import { useMessages } from "../../ui/language";
import { DocumentLink } from "../../ui/link";
import { FailureStrip } from "../../ui/strip";
import { billingMessages } from "./messages";

const FORMS = [
  { word: "pdf", suffix: "pdf", media: "application/pdf" },
  { word: "print", suffix: "html", media: "text/html" },
  { word: "csv", suffix: "csv", media: "text/csv" },
] as const;
type Form = (typeof FORMS)[number];

export function Documents({ of }: { of: InvoiceView }) {
  const words = useMessages(billingMessages);
  if (actingFor()) return <Files of={of} />;
  return FORMS.map(({ word, suffix }) => (
    <DocumentLink key={suffix} href={paths.invoiceDocument(of.id, suffix)} label={words[word]}>
      {words[word]}
    </DocumentLink>
  ));
}

function Files({ of }: { of: InvoiceView }) {
  const words = useMessages(billingMessages);
  const save = useMutation({
    mutationFn: async (form: Form) => {
      const params = { path: { id: of.id } };
      const init = { params, headers: { Accept: form.media }, parseAs: "blob" } as const;
      const { data } = await settled(client.GET("/v1/invoices/{id}", init));
      return { form, file: data as unknown as Blob };
    },
    onSuccess: ({ form, file }) => download(`${of.number ?? words.s_draft}.${form.suffix}`, form.media, file),
  });
  return (
    <>
      {FORMS.map((form) => (
        <Button key={form.suffix} disabled={save.isPending} onClick={() => save.mutate(form)}>
          {words[form.word]}
        </Button>
      ))}
      <FailureStrip error={save.error} />
    </>
  );
}
