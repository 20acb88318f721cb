#!/usr/bin/env python3
"""Calls a server without stubs, as grpcurl does: asks it for its services and their descriptors, and builds the messages of those.

    reflection_client.py HOST:PORT MODEL

Prints the services, and the answers of calls that were made of descriptors alone.
"""
import sys

import grpc
import reflection_pb2 as reflection
import reflection_pb2_grpc as stubs
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

TIMEOUT = 60


class Reflected:
    """A server's services, by its own word."""

    def __init__(self, channel):
        self.channel = channel
        self.reflection = stubs.ServerReflectionStub(channel)
        self.pool = descriptor_pool.DescriptorPool()
        self.files = set()

    def ask(self, **question):
        answers = self.reflection.ServerReflectionInfo(iter([reflection.ServerReflectionRequest(**question)]), timeout=TIMEOUT)
        answer, *_ = answers
        if answer.HasField("error_response"):
            raise RuntimeError(answer.error_response.error_message)
        return answer

    def services(self):
        return sorted(s.name for s in self.ask(list_services="*").list_services_response.service)

    def load(self, **question):
        files = [descriptor_pb2.FileDescriptorProto.FromString(raw) for raw in self.ask(**question).file_descriptor_response.file_descriptor_proto]
        by_name = {file.name: file for file in files}
        for file in files:
            self.add(file, by_name)

    def add(self, file, by_name):
        if file.name in self.files:
            return
        self.files.add(file.name)
        for name in file.dependency:
            if name in by_name:
                self.add(by_name[name], by_name)
            elif name not in self.files:
                self.load(file_by_filename=name)
        self.pool.Add(file)

    def call(self, service, method, /, **fields):
        described = self.pool.FindServiceByName(service).FindMethodByName(method)
        factory = message_factory.MessageFactory(self.pool)
        request, response = factory.GetPrototype(described.input_type), factory.GetPrototype(described.output_type)
        call = self.channel.unary_unary(f"/{service}/{method}", request_serializer=request.SerializeToString, response_deserializer=response.FromString)
        return json_format.MessageToDict(call(request(**fields), timeout=TIMEOUT), preserving_proto_field_name=True)


def main(address, model):
    with grpc.insecure_channel(address) as channel:
        server = Reflected(channel)
        for service in server.services():
            print(f"service: {service}")
        for symbol in ("inference.GRPCInferenceService", "birdgrid.v1.ModelService", "grpc.health.v1.Health"):
            server.load(file_containing_symbol=symbol)
        print(f"metadata: {server.call('inference.GRPCInferenceService', 'ModelMetadata', name=model)['inputs'][0]}")
        print(f"history: {len(server.call('birdgrid.v1.ModelService', 'GetHistory', model=model)['versions'])} version(s)")
        for service in ("", model):
            print(f"health: '{service}' {server.call('grpc.health.v1.Health', 'Check', service=service)['status']}")
        print("reflection: ok")


if __name__ == "__main__":
    main(*sys.argv[1:])
