// A message center by another library (npm smpp).  Prints one line of JSON for each thing it was told; its first line
// is its port.  It takes every message, says a little later that it arrived, and lets the patient answer "STOP" once.
import { createRequire } from "node:module";
const smpp = createRequire(import.meta.url)("smpp");

const tell = (what) => process.stdout.write(JSON.stringify(what) + "\n");
let number = 0;
const server = smpp.createServer({}, (session) => {
  session.on("error", () => {});
  session.on("bind_transceiver", (pdu) => {
    const welcome = pdu.system_id === "cedar" && pdu.password === "s3cret";
    tell({ bind: pdu.system_id, welcome });
    session.send(pdu.response({ command_status: welcome ? 0 : smpp.ESME_RINVPASWD, system_id: "peer" }));
  });
  session.on("enquire_link", (pdu) => session.send(pdu.response()));
  session.on("unbind", (pdu) => session.send(pdu.response()));
  session.on("submit_sm", (pdu) => {
    const id = `peer-${++number}`;
    const said = pdu.short_message ?? {};
    const udh = said.udh?.[0] ? Buffer.from(said.udh[0]).toString("hex") : "";
    tell({
      id,
      from: pdu.source_addr,
      to: pdu.destination_addr,
      coding: pdu.data_coding,
      text: said.message ?? "",
      payload: pdu.message_payload?.message ?? null,
      udh,
      mark: pdu.user_message_reference ?? null,
    });
    session.send(pdu.response({ message_id: id }));
    const back = {
      source_addr_ton: 1, source_addr_npi: 1, source_addr: pdu.destination_addr,
      dest_addr_ton: 1, dest_addr_npi: 1, destination_addr: pdu.source_addr,
    };
    const receipt = `id:${id} sub:001 dlvrd:001 submit date:2611231200 done date:2611231201 stat:DELIVRD err:000 text:`;
    setTimeout(() => {
      session.deliver_sm({ ...back, esm_class: 4, short_message: receipt, receipted_message_id: id, message_state: 2 },
        (answer) => tell({ receipt: id, status: answer.command_status }));
      if (number === 1) {
        session.deliver_sm({ ...back, short_message: "STOP" }, (answer) => tell({ reply: answer.command_status }));
        session.deliver_sm({ ...back, source_addr: "15550103009", data_coding: 8, short_message: "¿Quién es? 🙂" },
          (answer) => tell({ reply: answer.command_status }));
      }
    }, 100);
  });
});
server.listen(0, "127.0.0.1", () => tell({ port: server.address().port }));
