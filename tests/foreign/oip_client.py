#!/usr/bin/env python3
"""Asks a server of the Open Inference Protocol, over stubs that protoc made of the public proto.

    oip_client.py HOST:PORT MODEL PHOTO

Prints a line "name: value" for each thing that was tried; ends with 1 where an answer is not as the protocol says.
"""
import struct
import sys

import grpc
from inference import grpc_service_pb2 as pb
from inference import grpc_service_pb2_grpc as stubs

TIMEOUT = 60


def require(what, true):
    if not true:
        print(f"FAILED: {what}")
        sys.exit(1)


def image_request(model, metadata, batch, raw):
    """A request as a tool makes one that knows nothing but the metadata."""
    tensor = metadata.inputs[0]
    shape = [batch if size < 0 else size for size in tensor.shape]
    count = 1
    for size in shape:
        count *= size
    request = pb.ModelInferRequest(model_name=model, id="foreign")
    made = request.inputs.add(name=tensor.name, datatype=tensor.datatype, shape=shape)
    pixels = bytes((i * 37) % 256 for i in range(count))
    if raw:
        request.raw_input_contents.append(pixels)
    else:
        made.contents.uint_contents.extend(pixels)
    return request


def floats(response, name):
    for index, output in enumerate(response.outputs):
        if output.name == name:
            if response.raw_output_contents:
                raw = response.raw_output_contents[index]
                return list(struct.unpack(f"<{len(raw) // 4}f", raw))
            return list(output.contents.fp32_contents)
    require(f"output {name}", False)


def refused(call, code):
    try:
        call()
    except grpc.RpcError as error:
        require(f"{code} rather than {error.code()}: {error.details()}", error.code() == code)
        return error.details()
    require(f"a refusal with {code}", False)


def main(address, model, photo_path):
    with grpc.insecure_channel(address) as channel:
        service = stubs.GRPCInferenceServiceStub(channel)
        require("live", service.ServerLive(pb.ServerLiveRequest(), timeout=TIMEOUT).live)
        require("ready", service.ServerReady(pb.ServerReadyRequest(), timeout=TIMEOUT).ready)
        server = service.ServerMetadata(pb.ServerMetadataRequest(), timeout=TIMEOUT)
        print(f"server: {server.name} {' '.join(server.extensions)}")

        service.RepositoryModelLoad(pb.RepositoryModelLoadRequest(model_name=model), timeout=TIMEOUT)
        require("model ready", service.ModelReady(pb.ModelReadyRequest(name=model), timeout=TIMEOUT).ready)

        metadata = service.ModelMetadata(pb.ModelMetadataRequest(name=model), timeout=TIMEOUT)
        config = service.ModelConfig(pb.ModelConfigRequest(name=model), timeout=TIMEOUT).config
        require("a batch dimension", config.max_batch_size > 0 and metadata.inputs[0].shape[0] == -1)
        require("agreement on shapes", list(config.input[0].dims) == list(metadata.inputs[0].shape[1:]))
        print(f"input: {metadata.inputs[0].name} {metadata.inputs[0].datatype} {list(metadata.inputs[0].shape)}")

        raw = service.ModelInfer(image_request(model, metadata, 2, raw=True), timeout=TIMEOUT)
        typed = service.ModelInfer(image_request(model, metadata, 2, raw=False), timeout=TIMEOUT)
        require("id", raw.id == "foreign")
        require("raw answers raw", len(raw.raw_output_contents) == len(raw.outputs))
        require("typed answers typed", not typed.raw_output_contents)
        for name in ("probabilities", "logits"):
            pairs = list(zip(floats(raw, name), floats(typed, name)))
            require(f"equal {name}", pairs and all(abs(a - b) < 1e-3 for a, b in pairs))
        require("probabilities", abs(sum(floats(raw, "probabilities")) - 2) < 1e-3)
        print(f"version: {raw.model_version}")

        with open(photo_path, "rb") as file:
            photo = file.read()
        request = pb.ModelInferRequest(model_name=model)
        request.inputs.add(name="photo", datatype="BYTES", shape=[1]).contents.bytes_contents.append(photo)
        wanted = request.outputs.add(name="probabilities")
        wanted.parameters["classification"].int64_param = 2
        classes = service.ModelInfer(request, timeout=TIMEOUT).outputs[0].contents.bytes_contents
        require("two classes", len(classes) == 2)
        value, index, label = classes[0].decode().split(":", 2)
        require("a probability", 0 < float(value) <= 1 and int(index) >= 0)
        print(f"best: {label}")

        wrong = image_request(model, metadata, 1, raw=True)
        wrong.raw_input_contents[0] += b"\0"
        print(f"refused: {refused(lambda: service.ModelInfer(wrong, timeout=TIMEOUT), grpc.StatusCode.INVALID_ARGUMENT)}")
        refused(lambda: service.ModelMetadata(pb.ModelMetadataRequest(name="no-such-model"), timeout=TIMEOUT), grpc.StatusCode.NOT_FOUND)

        statistics = service.ModelStatistics(pb.ModelStatisticsRequest(name=model), timeout=TIMEOUT).model_stats
        require("counted", sum(s.inference_count for s in statistics) >= 5)
        index = service.RepositoryIndex(pb.RepositoryIndexRequest(ready=True), timeout=TIMEOUT).models
        require("in the index", any(m.name == model and m.state == "READY" for m in index))
        print("oip: ok")


if __name__ == "__main__":
    main(*sys.argv[1:])
