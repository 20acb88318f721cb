using BirdGrid.Grains.Security;
using BirdGrid.Silo.Security;

namespace BirdGrid.Silo.Services.OpenApi;

/// <summary>The OpenAPI document, and a page for people.</summary>
internal static class OpenApiEndpoints
{
    /// <summary>Path of the document.</summary>
    public const string DocumentPath = "/openapi/v1.json";

    private static readonly Lazy<byte[]> Document = new(OpenApiDocument.Build);
    private static readonly Lazy<byte[]> Page = new(ReadPage);

    /// <summary>Maps both.</summary>
    public static void MapOpenApi(this WebApplication application)
    {
        application.MapGet(DocumentPath, http => WriteAsync(http.Response, "application/json", Document.Value)).RequireRole(CallerRole.None);
        application.MapGet("/openapi", http => WriteAsync(http.Response, "text/html; charset=utf-8", Page.Value)).RequireRole(CallerRole.None);
    }

    private static async Task WriteAsync(HttpResponse response, string type, byte[] content)
    {
        response.ContentType = type;
        response.ContentLength = content.Length;
        await response.Body.WriteAsync(content, response.HttpContext.RequestAborted);
    }

    private static byte[] ReadPage()
    {
        using var stream = typeof(OpenApiEndpoints).Assembly.GetManifestResourceStream("openapi-page.html")!;
        using var page = new MemoryStream();
        stream.CopyTo(page);
        return page.ToArray();
    }
}
