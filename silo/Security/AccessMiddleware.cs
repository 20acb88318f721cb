using BirdGrid.Grains;
using BirdGrid.Grains.Security;
using BirdGrid.Silo.Security.Audit;
using BirdGrid.Silo.Security.Limits;
using BirdGrid.Silo.Services.Errors;
using BirdGrid.Silo.Services.Rest;
using Grpc.Core;

namespace BirdGrid.Silo.Security;

/// <summary>
/// Stands before every endpoint: finds the rule of the call and who makes it, and lets it through or refuses it before a byte of its body is read.
/// The caller's calls are counted until they end.
/// </summary>
internal sealed class AccessMiddleware(
    RequestDelegate next,
    EndpointRules rules,
    CallerIdentification callers,
    CallerUsages usages,
    AuditLog audit,
    ForeignRequests foreign,
    UnmappedRequests unmapped,
    RequestBodies bodies,
    ErrorReporter errors)
{
    /// <summary>Handles a request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        // What is no route is an answer of routing itself: another method is asked for.
        if (context.GetEndpoint() is not RouteEndpoint endpoint)
        {
            await unmapped.AnswerAsync(context);
            return;
        }

        CallerFeature feature;
        try
        {
            feature = await AdmitAsync(context, endpoint);
        }
        catch (AccessException refusal)
        {
            await RefusalResponse.WriteAsync(context, refusal.Error);
            return;
        }
        catch (BusyException busy)
        {
            await RefusalResponse.WriteAsync(context, GridError.From(busy));
            return;
        }
        catch (BadRequestBodyException bad)
        {
            await RefusalResponse.WriteAsync(context, bad.Error, bad.Status);
            return;
        }

        context.Features.Set(feature);
        try
        {
            using var body = bodies.Limit(context, endpoint, feature);
            MalformedRequests.Watch(context, errors);
            await next(context);
        }
        finally
        {
            feature.Usage?.End();
            if (feature.Rule.Changes && endpoint.Metadata.GetMetadata<EndpointRole>() is not null)
            {
                await RecordAsync(context, feature, endpoint);
            }
        }
    }

    private async ValueTask<CallerFeature> AdmitAsync(HttpContext context, Endpoint endpoint)
    {
        var caller = Caller.Unknown;
        try
        {
            var rule = rules.Of(endpoint) ?? throw AccessException.CallNotListed;
            if (rule.Role == CallerRole.None)
            {
                return new CallerFeature(caller, rule, null);
            }

            caller = await callers.IdentifyAsync(context);
            if (caller.Role < rule.Role)
            {
                throw caller.IsAuthenticated ? AccessException.RoleMissing(caller.Role, rule.Role) : AccessException.CredentialsMissing;
            }

            // A browser shows a certificate whatever page asks it to, as it shows none to a silo that asks for none.
            if (caller.Source == CallerSource.Certificate)
            {
                foreign.RequireOwnOrigin(context.Request);
            }

            if (rule.Changes && !RefusalResponse.IsGrpc(context))
            {
                JsonBody.Require(context.Request);
            }

            if (rule.Changes)
            {
                await audit.RequireWritableAsync();
            }

            var usage = usages.Of(caller);
            usage?.Begin();
            return new CallerFeature(caller, rule, usage);
        }
        catch (AccessException refusal) when (refusal.Error.Code is StatusCode.Unauthenticated or StatusCode.PermissionDenied)
        {
            audit.WriteRefused(context, caller, EndpointRules.NameOf(endpoint), refusal);
            throw;
        }
    }

    private ValueTask RecordAsync(HttpContext context, CallerFeature feature, Endpoint endpoint)
    {
        int status = context.Response.StatusCode;
        var target = context.Request.RouteValues.ToDictionary(v => v.Key, v => v.Value?.ToString() ?? string.Empty, StringComparer.Ordinal);
        return audit.WriteAsync(audit.EntryOf(
            context,
            feature.Caller,
            $"{context.Request.Method} {EndpointRules.NameOf(endpoint)}",
            status < StatusCodes.Status400BadRequest ? StatusCode.OK : StatusCode.Unknown,
            status < StatusCodes.Status400BadRequest ? string.Empty : $"http-{status}",
            target));
    }
}
