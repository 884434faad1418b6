using Oversight.Core.Authorisations;
using Oversight.Core.Inspections;
using Oversight.Core.Law;
using Oversight.Core.Ledger;
using Oversight.Core.Panels;
using Oversight.Core.Requests;
using Oversight.Core.Workflows;

namespace Oversight.Core.Reports;

/// <summary>What counting must remember of one request, from its entries alone: a few facts, no content.</summary>
internal sealed class CaseTally
{
    private Dictionary<string, DateTimeOffset>? startedAt;
    private List<string>? inspectionArticles;
    private string? firstActivity;
    private string? information;
    private bool entersInformation;
    private bool isReviewed;
    private bool isLate;
    private long pausedMilliseconds;

    public int Entries { get; private set; }

    public Route Route { get; private set; }

    /// <summary>Number of the request an extension continues.</summary>
    public string? Parent { get; private set; }

    /// <summary>The route an extension extends, once intake has said so.</summary>
    public Route? Extends { get; private set; }

    public CountedEntry? Filed { get; private set; }

    public int FiledVersion { get; private set; }

    public bool IsRefusedAtIntake { get; private set; }

    public CountedEntry? Notified { get; private set; }

    public CountedEntry? Approved { get; private set; }

    public bool HasMeasure { get; private set; }

    public bool IsNoticeOverdue { get; private set; }

    /// <summary>The confirmation's time ran out; null again once the flow led to a decision after all, but not by a late review.</summary>
    public CountedEntry? ConfirmationLapsed { get; private set; }

    /// <summary>The end of an authorisation that opened a duty to erase of its own.</summary>
    public CountedEntry? Ended { get; private set; }

    public CountedEntry? Erased { get; private set; }

    /// <summary>Number, content version and items put to the vote of the last round opened.</summary>
    public (int Round, int ContentVersion, int Items) LastRound { get; private set; }

    public int Struck { get; private set; }

    /// <summary>The event before where it tells why a round became void or what intake found, else null.</summary>
    public RequestEvent? Before { get; private set; }

    /// <summary>Filed or a measure: what never was either is nobody's but the agency's and is not counted.</summary>
    public bool IsKnown => Filed is not null || HasMeasure;

    /// <summary>From filing to an instant without the time it lay with the agency for correction or an answer.</summary>
    public TimeSpan TimeTo(DateTimeOffset at) => at - Filed!.At - TimeSpan.FromMilliseconds(pausedMilliseconds);

    public string ArticleOf(int inspection) => inspectionArticles![inspection - 1];

    public void Take(EntryHeader header, RequestEvent happened)
    {
        if (header.CaseSeq != ++Entries)
            throw new ArgumentException($"Entry {Entries} of {header.Case} is missing before its entry {header.CaseSeq}.");
        switch (happened)
        {
            case RequestDrafted e:
                (Route, Parent) = (e.Content.Route, e.Content.Parent);
                break;
            case ContentRevised e:
                Parent = e.Content.Parent;
                break;
            case RequestSigned e when Filed is null:
                (Filed, FiledVersion) = (FigureLists.Counted(header), e.ContentVersion);
                break;
            case IntakeJudged e:
                (Extends, Struck) = (e.Extends ?? Extends, e.Struck?.Count ?? 0);
                break;
            case FlowStarted or FlowEnded or FlowCancelled:
                TakeFlow(header, happened);
                break;
            case RoundOpened e:
                LastRound = (e.Round, e.ContentVersion, e.Items.Count);
                isLate = e.Activity.Length == 0;
                break;
            case RoundClosed { Decision: Decision.ConfirmedProper or Decision.NotProper }:
                (isReviewed, ConfirmationLapsed) = (true, isLate ? ConfirmationLapsed : null);
                break;
            case RequestClosed:
                startedAt = null;
                break;
            default:
                TakeLife(header, happened);
                break;
        }
        Before = happened is IntakeJudged or InterestDeclared or PresenceChanged ? happened : null;
    }

    private void TakeLife(EntryHeader header, RequestEvent happened)
    {
        switch (happened)
        {
            case MeasureRecorded:
                HasMeasure = true;
                break;
            case MeasureNotified e:
                (Notified, FiledVersion) = (Notified ?? FigureLists.Counted(header), e.ContentVersion);
                break;
            case BreachRecorded { Breach: nameof(Breach.NotifyOverdue) }:
                IsNoticeOverdue = true;
                break;
            case AuthorisationIssued:
                Approved ??= FigureLists.Counted(header);
                break;
            case AuthorisationEnded { How: not AuthorisationEnd.SupersededByExtension }:
                Ended ??= FigureLists.Counted(header);
                break;
            case ErasureRecorded:
                Erased ??= FigureLists.Counted(header);
                break;
            case InspectionPlanned e:
                (inspectionArticles ??= []).Add(e.Article);
                break;
        }
    }

    /// <summary>
    /// Which activities pause the clock is told by how they are left: a correction by being resubmitted, information by its answer, and by how
    /// information is entered when its time runs out.
    /// </summary>
    private void TakeFlow(EntryHeader header, RequestEvent happened)
    {
        switch (happened)
        {
            case FlowStarted e:
                firstActivity ??= e.Activity;
                (startedAt ??= [])[e.Activity] = header.At;
                information = entersInformation ? e.Activity : information;
                entersInformation = false;
                break;
            case FlowEnded { Port: var port, Activity: var activity }:
                if (port is Ports.Resubmitted or Ports.Answered || (port == Ports.Lapsed && activity == information))
                    pausedMilliseconds += (long)(header.At - startedAt!.GetValueOrDefault(activity, header.At)).TotalMilliseconds;
                entersInformation = port == Ports.InformationRequested;
                IsRefusedAtIntake |= Before is IntakeJudged && port == Ports.Refused;
                if (HasMeasure && port == Ports.Lapsed && activity != firstActivity && !isReviewed)
                    ConfirmationLapsed ??= FigureLists.Counted(header);
                break;
        }
    }
}
