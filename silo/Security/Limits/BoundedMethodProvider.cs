using System.Reflection;
using BirdGrid.Silo.Services.Errors;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;

namespace BirdGrid.Silo.Security.Limits;

/// <summary>
/// Finds the calls of a gRPC service in the place of gRPC's own provider: requests are read without the fields that their type does not have, and what goes
/// wrong while they are read is told by whose fault it is.
/// </summary>
/// <typeparam name="TService">The service.</typeparam>
/// <param name="errors">Tells errors.</param>
internal sealed class BoundedMethodProvider<TService>(ErrorReporter errors) : IServiceMethodProvider<TService>
    where TService : class
{
    /// <inheritdoc/>
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<TService> context)
    {
        var bind = typeof(TService).GetCustomAttribute<BindServiceMethodAttribute>(inherit: true)
            ?? throw new InvalidOperationException($"{typeof(TService)} is no gRPC service.");
        var method = bind.BindType.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.NonPublic)
            .Single(m => m.Name == bind.BindMethodName && m.GetParameters() is [var binder, _] && binder.ParameterType == typeof(ServiceBinderBase));
        method.Invoke(null, [new Binder(context, errors), null]);
    }

    private sealed class Binder(ServiceMethodProviderContext<TService> context, ErrorReporter errors) : ServiceBinderBase
    {
        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, Grpc.Core.UnaryServerMethod<TRequest, TResponse>? handler)
        {
            var own = Own<Grpc.AspNetCore.Server.Model.UnaryServerMethod<TService, TRequest, TResponse>>(method.Name, typeof(TRequest), typeof(ServerCallContext));
            context.AddUnaryMethod(Bounded(method), MetadataOf<TRequest>(own.Method), own);
        }

        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, Grpc.Core.ServerStreamingServerMethod<TRequest, TResponse>? handler)
        {
            var own = Own<Grpc.AspNetCore.Server.Model.ServerStreamingServerMethod<TService, TRequest, TResponse>>(method.Name, typeof(TRequest), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext));
            context.AddServerStreamingMethod(Bounded(method), MetadataOf<TRequest>(own.Method), own);
        }

        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, Grpc.Core.ClientStreamingServerMethod<TRequest, TResponse>? handler)
        {
            var own = Own<Grpc.AspNetCore.Server.Model.ClientStreamingServerMethod<TService, TRequest, TResponse>>(method.Name, typeof(IAsyncStreamReader<TRequest>), typeof(ServerCallContext));
            context.AddClientStreamingMethod(Bounded(method), MetadataOf<TRequest>(own.Method), own);
        }

        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, Grpc.Core.DuplexStreamingServerMethod<TRequest, TResponse>? handler)
        {
            var own = Own<Grpc.AspNetCore.Server.Model.DuplexStreamingServerMethod<TService, TRequest, TResponse>>(method.Name, typeof(IAsyncStreamReader<TRequest>), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext));
            context.AddDuplexStreamingMethod(Bounded(method), MetadataOf<TRequest>(own.Method), own);
        }

        private static T Own<T>(string name, params Type[] parameters)
            where T : Delegate =>
            (typeof(TService).GetMethod(name, parameters) ?? throw new InvalidOperationException($"{typeof(TService)} has no method {name}.")).CreateDelegate<T>();

        private static List<object> MetadataOf<TRequest>(MethodInfo method) =>
        [
            .. typeof(TService).GetCustomAttributes(inherit: true),
            .. method.GetCustomAttributes(inherit: true),
            new HttpMethodMetadata([HttpMethods.Post], acceptCorsPreflight: true),
            new RequestType(DescriptorOf<TRequest>()),
        ];

        private static MessageDescriptor DescriptorOf<TRequest>() => ((IMessage)Activator.CreateInstance<TRequest>()!).Descriptor;

        private Method<TRequest, TResponse> Bounded<TRequest, TResponse>(Method<TRequest, TResponse> method)
            where TRequest : class
            where TResponse : class
        {
            var parser = DescriptorOf<TRequest>().Parser.WithDiscardUnknownFields(true);
            var requests = Marshallers.Create<TRequest>(
                method.RequestMarshaller.ContextualSerializer,
                payload => (TRequest)Read(parser, payload, method.FullName));
            return new Method<TRequest, TResponse>(method.Type, method.ServiceName, method.Name, requests, method.ResponseMarshaller);
        }

        private IMessage Read(MessageParser parser, DeserializationContext payload, string method)
        {
            try
            {
                return parser.ParseFrom(payload.PayloadAsReadOnlySequence());
            }
            catch (InvalidProtocolBufferException)
            {
                throw MalformedRequests.Error.ToRpcException();
            }
            catch (Exception failure)
            {
                throw errors.Report(failure, method, CancellationToken.None).ToRpcException();
            }
        }
    }
}
