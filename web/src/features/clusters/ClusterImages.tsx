// The images that rooms run from: on how many of the cluster's nodes each is, and which ones lack it.
import { useSuspenseQuery } from "@tanstack/react-query";
import type { ClusterImage, ClusterImages as Images, ClusterView, ImageState } from "../../api/schema.gen";
import { useFormat } from "../../ui/format";
import { useMessages } from "../../ui/language";
import { Facts, Section } from "../../ui/page";
import { Status, type State } from "../../ui/status";
import { ImageRoll } from "../images/ImageRoll";
import css from "./clusters.module.css";
import { clustersMessages } from "./messages";
import { clusterImages } from "./queries";

export function ClusterImages({ cluster }: { cluster: ClusterView }) {
  const images = useSuspenseQuery(clusterImages(cluster.id)).data.data;
  return (
    <div className="stack">
      <ImageRoll />
      <div>
        <ImageList images={images} />
      </div>
    </div>
  );
}

export function ImageList({ images }: { images: Images }) {
  const words = useMessages(clustersMessages);
  const format = useFormat();
  if (images.items.length === 0) return <p className="quiet">{words.noImages}</p>;
  return (
    <>
      <p className="quiet">
        {images.needed_at ? words.imagesNeeded(format.moment(images.needed_at)) : words.imagesNotNeeded}
      </p>
      {images.items.map((image) => (
        <OneImage key={image.image} image={image} />
      ))}
    </>
  );
}

const STATES: Record<ImageState, State> = {
  unknown: "unknown",
  preloaded: "ready",
  waiting: "scheduled",
  pulling: "warming",
  failing: "missed",
};

function OneImage({ image }: { image: ClusterImage }) {
  const words = useMessages(clustersMessages);
  const format = useFormat();
  const states: Record<ImageState, string> = {
    unknown: words.imageUnknown,
    preloaded: words.imagePreloaded,
    waiting: words.imageWaiting,
    pulling: words.imagePulling,
    failing: words.imageFailing,
  };
  return (
    <Section
      title={
        <span className="code">
          <bdi>{image.image}</bdi>
        </span>
      }
    >
      <Status state={STATES[image.state]} plain>
        {states[image.state]}
      </Status>
      {image.failure && <p>{image.failure.message}</p>}
      <Facts
        facts={[
          [
            words.nodes,
            image.state === "unknown"
              ? words.stateUnknown
              : words.imageNodes(format.count(image.nodes_holding), format.count(image.nodes_wanted)),
          ],
          [words.since, format.moment(image.since)],
          [words.imageTaken, image.taken_at ? format.moment(image.taken_at) : words.imageNotTaken],
          image.road && [words.imageRoad, image.road === "image_pull_job" ? words.imageByJob : words.imageByPods],
        ]}
      />
      {image.lacking.length > 0 && (
        <>
          <p>{words.imageLacking(format.count(image.nodes_wanted - image.nodes_holding))}</p>
          <ul className={css["rights"]}>
            {image.lacking.map((node) => (
              <li key={node}>
                <bdi>{node}</bdi>
              </li>
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}
