using BirdGrid.Silo.Services.OpenApi;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Grpc.AspNetCore.Server;

namespace BirdGrid.Silo.Services.Rest;

/// <summary>HTTP and JSON beside gRPC: <c>/v1</c> transcoded from birdgrid.v1, <c>/v2</c> the Open Inference Protocol, <c>/openapi</c> about both.</summary>
internal static class RestExtensions
{
    /// <summary>JSON for the calls that have an HTTP rule; whole numbers of 64 bits as text, as protobuf's JSON has them.</summary>
    public static IGrpcServerBuilder AddTranscoding(this IGrpcServerBuilder grpc) => grpc.AddJsonTranscoding(transcoding =>
    {
        transcoding.JsonSettings.WriteInt64sAsStrings = true;

        // Details of errors.
        transcoding.TypeRegistry = TypeRegistry.FromFiles(ErrorDetailsReflection.Descriptor);
    });

    /// <summary>Reads the requests of transcoded calls.</summary>
    public static void UseTranscodedRequests(this WebApplication application) => application.UseMiddleware<TranscodedRequests>();

    /// <summary>Maps what is not transcoded.</summary>
    public static void MapRest(this WebApplication application)
    {
        application.MapOpenInference();
        application.MapPhotoClassification();
        application.MapOpenApi();
    }
}
