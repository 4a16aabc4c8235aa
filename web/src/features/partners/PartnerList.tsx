import { useId } from "react";
import { paths } from "../../app/paths";
import type { PartnerView } from "../../api/schema.gen";
import { Button } from "../../ui/controls";
import { Empty } from "../../ui/empty";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Go } from "../../ui/link";
import { Name } from "../../ui/name";
import { Row, Rows, Table } from "../../ui/table";
import { MayNot, WhoMay } from "../me/MayNot";
import { partnersMessages } from "./messages";

const TO = "partners:manage";

interface PartnerListProps {
  partners: readonly PartnerView[];
  /** For whoever may change them. */
  acts?: { amend: (partner: PartnerView) => void; invite: (partner: PartnerView) => void };
}

export function PartnerList({ partners, acts }: PartnerListProps) {
  const words = useMessages(partnersMessages);
  const format = useFormat();
  const told = useId();
  if (partners.length === 0)
    return (
      <Empty drawing="desk" title={words.none}>
        <p>{words.noneText}</p>
      </Empty>
    );
  const change = (partner: PartnerView) =>
    acts ? (
      <span className="acts">
        <Button look="small" onClick={() => acts.invite(partner)}>
          {words.invite}
          <span className="vh">: {partner.name}</span>
        </Button>
        <Button look="small" onClick={() => acts.amend(partner)}>
          {words.rename}
          <span className="vh">: {partner.name}</span>
        </Button>
      </span>
    ) : (
      <span className="acts">
        {[words.invite, words.rename].map((word) => (
          <MayNot key={word} to={TO} told={told} look="small">
            {word}
            <span className="vh">: {partner.name}</span>
          </MayNot>
        ))}
      </span>
    );
  return (
    <div className="stack-s">
      <div>
        <div className="only-l">
          <Table label={words.partners}>
            <thead>
              <tr>
                <th scope="col">{words.name}</th>
                <th scope="col">{words.externalId}</th>
                <th scope="col">{words.created}</th>
                <th scope="col">
                  <span className="vh">{words.rename}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {partners.map((partner) => (
                <tr key={partner.id}>
                  <th scope="row">
                    <Go href={paths.opsTenants({ partner: partner.id })}>
                      <Name>{partner.name}</Name>
                    </Go>
                  </th>
                  <td>
                    <Name max={32}>{partner.external_id}</Name>
                  </td>
                  <td>{format.date(partner.created_at, "year")}</td>
                  <td className="num">{change(partner)}</td>
                </tr>
              ))}
            </tbody>
          </Table>
        </div>
        <div className="only-s">
          <Rows label={words.partners}>
            {partners.map((partner) => (
              <Row
                key={partner.id}
                href={paths.opsTenants({ partner: partner.id })}
                title={<Name>{partner.name}</Name>}
                detail={format.date(partner.created_at, "year")}
                end={change(partner)}
              />
            ))}
          </Rows>
        </div>
      </div>
      {!acts && <WhoMay id={told} to={[TO]} />}
    </div>
  );
}
